import { hash } from 'node:crypto';
import { stringify } from 'uuid';
import { type CheckedInput, checkInput } from '../input/check-input.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';
import { newId } from '../new-id.js';
import type { CreateCustomer } from './create-customer.js';
import type { CreateCustomerOutcome } from './outcome.js';

/**
 * The same creation at several providers, side by side: one unified customer, one outcome for each provider, in their
 * order. Each keeps its own idempotency key, made of the caller's, so that a repeat replays each.
 *
 * @returns rejections where the database failed: what came of the others is not lost with them.
 */
export async function createAtProviders(
  createCustomer: CreateCustomer,
  input: CreateCustomerInput,
  providers: readonly string[],
): Promise<PromiseSettledResult<CreateCustomerOutcome>[]> {
  // Whichever comes first stores the customer under it; the others find it there. A repeat with the same key, or one at
  // the same time in another process, arrives at the same id; the same key with another customer does not.
  const checked = checkInput(input);
  const reservedCustomerId = checked.idempotencyKey ? idOf(checked) : newId();
  return Promise.allSettled(
    [...new Set(providers)].map((provider) =>
      createCustomer(input, provider, { checked, reservedCustomerId, keyScope: provider }),
    ),
  );
}

/** A UUIDv8 (RFC 9562, section 5.8) of the key and the customer, however they were written. */
function idOf({ idempotencyKey, profile }: CheckedInput): string {
  const digits = [...hash('sha256', JSON.stringify([idempotencyKey, profile]), 'hex').slice(0, 32)];
  digits[12] = '8';
  digits[16] = 'a';
  return stringify(Buffer.from(digits.join(''), 'hex'));
}
