import type { Address, CustomerProfile } from '../../domain/customer.js';
import type { GivenValue } from './check-json.js';

/** Texts as a caller writes them. */
type Texts<Name extends string> = { readonly [Member in Name]?: string | null };

/** The mutation's input as a caller gives it: everything optional, nothing checked yet. */
export interface CreateCustomerInput extends Texts<Exclude<keyof CustomerProfile, 'address' | 'metadata'>> {
  readonly customerId?: string | null;
  readonly phoneCountry?: string | null;
  readonly address?: Texts<keyof Address> | null;
  readonly metadata?: readonly ({ readonly key: string } & GivenValue)[] | null;
  readonly requestClientToken?: boolean | null;
  /** Several where it comes from a header that was sent more than once. */
  readonly idempotencyKey?: string | readonly string[] | null;
  readonly account?: string | null;
  /** By provider, in lower case. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>> | null | undefined>> | null;
}
