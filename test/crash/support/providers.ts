/** What the tests know of the providers; the product's own tables are left alone, they are what is being tested. */
export const providers = ['XPAY', 'VAULTERA', 'SOAP', 'STAX', 'JUSPAY'] as const;
export type Provider = (typeof providers)[number];

/** Deadline of a call to a provider in these tests, in milliseconds: short, and long enough to be killed within. */
export const timeoutMs = 1_500;

/** Recovery at Stax waits this long before it sends again; the others' calls must still be held then. */
const staxTimeoutMs = 600;

/** Settings of a server that talks to these base URLs, with short waits and made-up credentials. */
export function settingsFor(baseUrl: (provider: Provider) => string): Record<string, string> {
  return {
    PORT: '0',
    EMULATOR: 'off',
    LOG_LEVEL: 'info',
    RECOVERY_INTERVAL_MS: '50',
    XPAY_PUBLIC_KEY: 'pk_crash',
    XPAY_PRIVATE_KEY: 'sk_crash',
    // The documented 10 per second would only make the tests wait.
    XPAY_RATE_LIMIT_PER_SECOND: '1000',
    VAULTERA_API_KEY: 'crash',
    SOAP_API_KEY: 'crash',
    STAX_API_KEY: 'crash',
    JUSPAY_API_KEY: 'crash',
    JUSPAY_MERCHANT_ID: 'crash',
    ...Object.fromEntries(
      providers.flatMap((provider) => [
        [`${provider}_BASE_URL`, baseUrl(provider)],
        [`${provider}_TIMEOUT_MS`, String(provider === 'STAX' ? staxTimeoutMs : timeoutMs)],
      ]),
    ),
  };
}

/** A customer as a provider's books have it. */
export interface BookedCustomer {
  /** The id that the provider gives away. */
  readonly externalId: string;
  /** One address for each customer that a test means to create: two records with one address are a duplicate. */
  readonly email: string;
}

export function readBooked(provider: Provider, record: Readonly<Record<string, unknown>>): BookedCustomer {
  const details = (provider === 'XPAY' ? record.customerDetails : record) as Readonly<Record<string, unknown>>;
  return {
    externalId: String(provider === 'VAULTERA' ? record.customer_id : record.id),
    email: String(provider === 'JUSPAY' ? details.email_address : details.email),
  };
}
