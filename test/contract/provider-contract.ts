import type { ProviderSettings } from '../../src/datasources/provider-definition.js';
import type { CustomerProfile } from '../../src/domain/customer.js';
import type { ProviderFailure } from '../../src/domain/provider-failure.js';
import type { ViolationCode } from '../../src/domain/violation.js';

/** The part of a request that a contract table fills; ids and keys are the suite's, unless a case is about them. */
export interface ContractInput {
  readonly profile: CustomerProfile;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly requestClientToken?: boolean;
  readonly merchantCustomerId?: string;
}

/** Laid over the minimal input; `undefined` takes a field away. */
export type InputChange = Partial<Omit<ContractInput, 'profile'>> & { readonly profile?: CustomerProfile };

/** One thing wrong with an otherwise good input. */
export interface ViolationCase {
  readonly what: string;
  readonly change: InputChange;
  /** With dots, e.g. `address.country`. */
  readonly path: string;
  readonly code: ViolationCode;
  /**
   * Where the provider's own refusal of the same input ends up, when that is another place: a provider may name a wider
   * one, or none at all (`''`). `unnoticed`: only we know that this is wrong.
   */
  readonly refusedAt?: string | 'unnoticed';
}

/** What the failure must be that one of the provider's documented error answers is turned into. */
export interface ExpectedFailure {
  readonly kind: ProviderFailure['kind'];
  readonly code?: string;
  readonly message?: string;
  /** Path with dots, and the provider's words for it; all of them. */
  readonly violations?: readonly (readonly [path: string, message: string])[];
  readonly retryAfterSeconds?: number;
  readonly answered?: boolean;
}

/** What a creation ends in when the provider has seen the customer before. */
export interface ExpectedRepeat {
  readonly kind: 'created' | 'found' | 'already-exists';
  /** Whether it is the record of the first creation; for `already-exists`: whether that record is named. */
  readonly record: 'same' | 'another';
}

/** All that the tests have to be told of a provider: `test/fixtures/<document>/contract.ts`. */
export interface ProviderContract {
  /** Made-up credentials, each different from the others, so that a mix-up shows. */
  readonly settings: ProviderSettings;
  /** The least that the provider takes. */
  readonly minimal: ContractInput;
  /** `providerOptions` of the full request, whose profile is the same for all providers. */
  readonly fullOptions?: Readonly<Record<string, unknown>>;
  /** What of the full profile the provider has no place for; paths with dots. */
  readonly notSent: readonly string[];
  /** Whether a client token comes with the answer when asked for. */
  readonly clientToken: boolean;
  /** One case, at least, for every constraint of the request's schema. */
  readonly violations: readonly ViolationCase[];
  /** Constraints of the request's schema that no input can break, by JSON pointer, and why. */
  readonly unbreakable?: Readonly<Record<string, string>>;
  /** Wrong in many ways, and everything that must be said about it. */
  readonly everythingWrong: {
    readonly change: InputChange;
    readonly expected: readonly (readonly [path: string, code: ViolationCode])[];
  };
  /** An error body in the provider's own form that says this, and nothing that decides what it means. */
  error(message: string): object;
  /** By name, for every entry of the emulator's `failures`. */
  readonly failures: Readonly<Record<string, ExpectedFailure>>;
  /** Where a customer in the emulator's store has these; each is a path of member names. */
  readonly stored: {
    /** The id that the provider gives away. */
    readonly externalId: readonly string[];
    readonly email: readonly string[];
    /** Our own id for the customer; absent where the provider takes nothing of ours but an idempotency key. */
    readonly ownId?: readonly string[];
  };
  readonly repeats: {
    /** The very same creation, sent again. */
    readonly sameCreation: ExpectedRepeat;
    /** Another creation of the same customer. */
    readonly sameCustomer: ExpectedRepeat;
    /** Another customer with the same data. */
    readonly otherCustomer: ExpectedRepeat;
  };
}

/** Every place of the neutral input filled, with values that all providers take. */
export const fullProfile: CustomerProfile = {
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
  ],
};

export const phoneOf = (countryCode: string, nationalNumber: string) => ({
  e164: `+${countryCode}${nationalNumber}`,
  countryCode,
  nationalNumber,
});

export const textOf = (length: number): string => 'x'.repeat(length);
