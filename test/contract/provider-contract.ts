import type { ProviderSettings } from '../../src/datasources/provider-definition.js';
import type { Address, CustomerProfile } from '../../src/domain/customer.js';
import type { ProviderFailure } from '../../src/domain/provider-failure.js';
import type { ViolationCode } from '../../src/domain/violation.js';

/** The part of a request that a contract table gives. The suite adds ids and keys, unless a case is about them. */
export interface ContractInput {
  readonly profile: CustomerProfile;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly requestClientToken?: boolean;
  readonly merchantCustomerId?: string;
}

/** Is merged into the minimal input; `undefined` removes a field. */
export type InputChange = Partial<Omit<ContractInput, 'profile'>> & { readonly profile?: CustomerProfile };

/** A single mistake in an otherwise valid input. */
export interface ViolationCase {
  readonly what: string;
  readonly change: InputChange;
  /** With dots, e.g. `address.country`. */
  readonly path: string;
  readonly code: ViolationCode;
  /**
   * The path to which the provider's refusal of the same input is mapped, if it differs from `path`: a provider may name
   * a larger part of the input, or none (`''`). `unnoticed`: the provider does not refuse it, only our check does.
   */
  readonly refusedAt?: string | 'unnoticed';
}

/** The failure that one of the provider's documented error answers must become. */
export interface ExpectedFailure {
  readonly kind: ProviderFailure['kind'];
  readonly code?: string;
  readonly message?: string;
  /** All violations: the path with dots, and the provider's message. */
  readonly violations?: readonly (readonly [path: string, message: string])[];
  readonly retryAfterSeconds?: number;
  /** Whether the key keeps this answer, so that only an operator can find out. */
  readonly kept?: boolean;
}

/** The answer to a creation when the provider has the customer already. */
export interface ExpectedRepeat {
  readonly kind: 'created' | 'found' | 'already-exists';
  /** Whether the answer has the id of the first creation's record; for `already-exists`, as the existing record. */
  readonly record: 'same' | 'another';
}

/** All that the tests need to know about a provider, in `test/fixtures/<document>/contract.ts`. */
export interface ProviderContract {
  /** Invented credentials, all different, so that a mix-up makes a test fail. */
  readonly settings: ProviderSettings;
  /**
   * The value of the header that carries the credential, made of these settings by hand, as the provider's own page says;
   * what `Basic` encodes is written as text. With id and secret swapped, everything else would work with the emulator.
   */
  readonly credential: string;
  /** The smallest input that the provider accepts. */
  readonly minimal: ContractInput;
  /** `providerOptions` of the full request, whose profile is the same for all providers. */
  readonly fullOptions?: Readonly<Record<string, unknown>>;
  /** The fields of the full profile that the provider does not have, as paths with dots. */
  readonly notSent: readonly string[];
  /** Whether the provider's records say when they were made. */
  readonly tellsWhenCreated: boolean;
  /** Whether the provider returns a client token on request. */
  readonly clientToken: boolean;
  /** At least one case for every constraint of the request's schema. */
  readonly violations: readonly ViolationCase[];
  /** Constraints of the request's schema that no input can break: JSON pointer and reason. */
  readonly unbreakable?: Readonly<Record<string, string>>;
  /** An input with many mistakes, and all violations that it must produce. */
  readonly everythingWrong: {
    readonly change: InputChange;
    readonly expected: readonly (readonly [path: string, code: ViolationCode])[];
  };
  /** An error body in the provider's own format with this message, for which its error table has no rule. */
  error(message: string): object;
  /** The expected failure for every entry of the emulator's `failures`, by name. */
  readonly failures: Readonly<Record<string, ExpectedFailure>>;
  /** Where these are in a customer in the emulator's store; each is a path of member names. */
  readonly stored: {
    /** The provider's id. */
    readonly externalId: readonly string[];
    readonly email: readonly string[];
    /** Our own id for the customer; absent if the provider stores nothing of ours but an idempotency key. */
    readonly ownId?: readonly string[];
  };
  /** What makes a record one that was deleted, if the provider keeps those. */
  readonly deleted?: Readonly<Record<string, unknown>>;
  readonly repeats: {
    /** The same creation, sent again. */
    readonly sameCreation: ExpectedRepeat;
    /** Another creation of the same customer. */
    readonly sameCustomer: ExpectedRepeat;
    /** Another customer with the same data. */
    readonly otherCustomer: ExpectedRepeat;
  };
}

/** A profile with all fields, whose values all providers accept. */
export const fullProfile: Required<CustomerProfile> & { readonly address: Required<Address> } = {
  reference: 'customer-1042',
  firstName: 'Asha',
  lastName: 'Rao',
  email: 'asha.rao@example.com',
  phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' },
  company: 'Example Traders',
  dateOfBirth: '1990-01-31',
  description: 'Prefers e-mail, “never” calls — ☎️ & <post>',
  address: {
    line1: '12 Example Street',
    line2: 'Flat 3',
    line3: 'Rear building',
    city: 'Springfield',
    state: 'IL',
    postalCode: '62701',
    country: 'US',
  },
  metadata: [
    { key: 'plan', value: 'gold' },
    { key: 'größe/~1', value: '100 % = "all"' },
    { key: 'tags', value: '{"of":["a",1.5,null]}', json: true },
  ],
};

export const phoneOf = (countryCode: string, nationalNumber: string) => ({
  e164: `+${countryCode}${nationalNumber}`,
  countryCode,
  nationalNumber,
});

export const textOf = (length: number): string => 'x'.repeat(length);
