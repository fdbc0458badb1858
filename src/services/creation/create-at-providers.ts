import { hash } from 'node:crypto';
import { stringify } from 'uuid';
import type { Dependencies } from '../dependencies.js';
import { type CheckedInput, checkInput } from '../input/check-input.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';
import { newId } from '../new-id.js';
import { checkAtProvider } from './check-at-provider.js';
import { accountOf, type CreateCustomer } from './create-customer.js';
import type { CreateCustomerOutcome } from './outcome.js';
import { fingerprintOfCall, isSameRequest, keyAt, requestedCreation } from './requested-creation.js';

export type CreateAtProviders = (
  input: CreateCustomerInput,
  providers: readonly string[],
  requestId?: string,
) => Promise<PromiseSettledResult<CreateCustomerOutcome>[]>;

/**
 * The same creation at several providers, side by side: one unified customer, one outcome for each provider, in their
 * order. Each keeps its own idempotency key, made of the caller's, so that a repeat replays each.
 *
 * @returns rejections where the database failed: what came of the others is not lost with them.
 */
export function makeCreateAtProviders(
  dependencies: Pick<Dependencies, 'accounts' | 'creations' | 'dataSource' | 'phoneCountry'>,
  createCustomer: CreateCustomer,
): CreateAtProviders {
  return async function createAtProviders(input, asked, requestId) {
    const account = accountOf(input);
    const checkedAt = checkAtProvider(dependencies, input);
    const checked = checkInput(input, dependencies);
    const providers = [...new Set(asked)];
    const key = checked.idempotencyKey;
    const keyReused = (): PromiseSettledResult<CreateCustomerOutcome>[] =>
      providers.map((provider) => ({ status: 'fulfilled', value: { provider, account, kind: 'key-reused' } }));
    if (await isKeyOfAnotherRequest(input, key, checkedAt, providers)) return keyReused();
    // Whichever comes first stores the customer under this id, and the others find it there. A repeat with the same key,
    // or one at the same time in another process, arrives at the same id; the same key with another customer does not.
    const reservedCustomerId = key ? idOf(checked) : newId();
    const modes = providers.flatMap((provider) => dependencies.dataSource(provider, account)?.mode ?? []);
    // By whichever is ready to begin first: a call with nothing but invalid input does not use its key up.
    const claimKey = once(
      async () =>
        key === undefined || dependencies.creations.claimKey(key, modes, fingerprintOfCall(input, checked, account)),
    );
    const outcomes = await Promise.allSettled(
      providers.map((provider) =>
        createCustomer(input, provider, {
          requestId,
          together: { checked: checkedAt(provider, account), reservedCustomerId, claimKey },
        }),
      ),
    );
    const isReused = outcomes.some((each) => each.status === 'fulfilled' && each.value.kind === 'key-reused');
    return isReused && !(await claimKey()) ? keyReused() : outcomes;
  };

  /** One key is one request as a whole: were it looked at by each provider alone, some would create what others refuse. */
  async function isKeyOfAnotherRequest(
    input: CreateCustomerInput,
    key: string | undefined,
    checkedAt: ReturnType<typeof checkAtProvider>,
    providers: readonly string[],
  ): Promise<boolean> {
    if (key === undefined) return false;
    const accounts = dependencies.accounts();
    // An earlier call may have created the customer at any of them.
    const names = [...new Set([...providers, ...accounts.map(({ provider }) => provider)])];
    const earlier = await dependencies.creations.findByIdempotencyKeys([key, ...names.map((name) => keyAt(key, name))]);
    const at = accountOf(input);
    return earlier.some((creation) => {
      const { provider, account, mode, idempotencyKey } = creation;
      // What was created with the same key in another mode of the account is in another world.
      const configured = accounts.find((other) => other.provider === provider && other.account === account);
      if (configured && configured.mode !== mode) return false;
      const same = requestedCreation(input, checkedAt(provider, at), { provider, account: at }, true);
      return idempotencyKey === key || !isSameRequest(same, creation);
    });
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** A UUIDv8 (RFC 9562, section 5.8) of the key and the customer, however they were written. */
function idOf({ idempotencyKey, profile }: CheckedInput): string {
  const digits = [...hash('sha256', JSON.stringify([idempotencyKey, profile]), 'hex').slice(0, 32)];
  digits[12] = '8';
  digits[16] = 'a';
  return stringify(Buffer.from(digits.join(''), 'hex'));
}
