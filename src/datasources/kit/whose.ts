import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { CustomerAnswer, ProviderDefinition } from '../provider-definition.js';
import { valueAt } from './values.js';

/** Whose record it is by our own id on it: `not-shown` when it has none, `unclear` when what is there is no text. */
export type Whose = 'ours' | 'somebody-else' | 'not-shown' | 'unclear';

/** Compares our own id on a record, whole and letter by letter, with the one that was sent. Pure. */
export function whoseIs(
  record: unknown,
  customer: CustomerAnswer | undefined,
  { ownIdAt = [] }: Pick<ProviderDefinition, 'ownIdAt'>,
  { merchantCustomerId }: CreateCustomerRequest,
): Whose {
  if (customer?.origin === 'somebody-else') return 'somebody-else';
  const shown = ownIdAt.map((path) => valueAt(record, ...path)).find((value) => (value ?? '') !== '');
  if (shown === undefined) return 'not-shown';
  if (shown === merchantCustomerId) return 'ours';
  if (typeof shown === 'string') return 'somebody-else';
  // An id that was made a number may have lost its leading zeros.
  return typeof shown === 'number' && String(shown) === merchantCustomerId ? 'ours' : 'unclear';
}
