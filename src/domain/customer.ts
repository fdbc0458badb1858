import type { ProviderMode } from './provider-mode.js';

/** A place in the `createCustomer` input, e.g. `["address", "country"]`; list positions are decimal strings. */
export type InputPath = readonly string[];

/** A phone number with its parts, as providers require different forms of it. */
export interface Phone {
  /** `+` and digits, ITU-T E.164. */
  readonly e164: string;
  /** Country calling code, digits only, without `+`. */
  readonly countryCode: string;
  /** National significant number, digits only. */
  readonly nationalNumber: string;
}

export interface Address {
  readonly line1?: string;
  readonly line2?: string;
  readonly line3?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
}

export interface MetadataEntry {
  readonly key: string;
  /** A text, or the text of a JSON value. */
  readonly value: string;
  /** Whether the value is the text of a JSON value, for those who take any. */
  readonly json?: true;
}

/** What is known about a customer, checked and normalised, independent of any provider's format. */
export interface CustomerProfile {
  /** The caller's own id for this customer; unique. */
  readonly reference?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: Phone;
  readonly company?: string;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string;
  readonly description?: string;
  readonly address?: Address;
  /** In the order the caller gave; keys are unique. */
  readonly metadata?: readonly MetadataEntry[];
}

/** A unified customer: one person or company, with its records at all providers. */
export interface Customer {
  /** UUIDv7. */
  readonly id: string;
  readonly profile: CustomerProfile;
  /** Grows with every change of the profile, except of its reference. */
  readonly profileVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a provider was sent to know a customer by. Whoever calls it about the customer later needs the same. */
export interface SentIds {
  /** The merchant's own id for the customer; undefined where the provider takes none, or where it is not on record. */
  readonly merchantReference?: string;
  /**
   * The id that the provider wants to be the same on every call about the customer; undefined where it wants none, or where
   * it is not on record.
   */
  readonly routingId?: string;
}

/** The link between a unified customer and its record at one account of one provider. */
export interface ProviderCustomer extends SentIds {
  /** UUIDv7. */
  readonly id: string;
  readonly customerId: string;
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  /** The provider's own id for the customer. */
  readonly externalId: string;
  /** The version of the profile that the provider was sent, negative when that is none of the stored ones; undefined: not known. */
  readonly profileVersion?: number;
  /** When the provider made the record, as it says itself. */
  readonly providerCreatedAt?: Date;
  readonly createdAt: Date;
}

/** The documented fields of a provider's record, with the names and values that it answered. */
export type ProviderDetails = Readonly<Record<string, unknown>>;
