import { expect, test } from 'vitest';
import { openHistory } from '../crash/support/history.js';
import type { CreateAnswer, ServerProcess } from '../crash/support/server-process.js';

const success = (created: boolean, customerId: string, externalId: string): CreateAnswer => ({
  __typename: 'CreateCustomerSuccess',
  created,
  customer: { id: customerId, email: '' },
  providerCustomer: { externalId },
});

/** A server that answers so, once for each call. */
function server(...answers: readonly (CreateAnswer | Error)[]): ServerProcess {
  const left = [...answers];
  return {
    createCustomer: async () => {
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as ServerProcess;
}

async function told(...calls: readonly [provider: string, input: Record<string, string>, CreateAnswer | Error][]) {
  const history = openHistory();
  for (const [provider, input, answer] of calls) {
    await history.createCustomer(server(answer), provider, input).catch(() => undefined);
  }
  return history;
}

test('calls for one reference are compared, at all providers, and the fewest answers are printed', async () => {
  const history = await told(
    ['A', { reference: 'r', idempotencyKey: 'k' }, success(true, 'c1', 'x')],
    ['A', { reference: 'r' }, success(false, 'c1', 'x')],
    ['B', { reference: 'r' }, success(true, 'c2', 'y')],
  );
  expect(history.calls).toBe(3);
  expect(history.contradictions()).toEqual([
    expect.stringMatching(
      /^r: cannot all be true, whatever became of 1 other calls\n {2}[\d.]+ to [\d.]+ ms, A: created, customer c1, external id x\n {2}.* B: created, customer c2, external id y$/,
    ),
  ]);
});

test('a call with the id of a customer is compared with those that made it', async () => {
  const history = await told(
    ['A', { idempotencyKey: 'k' }, success(true, 'c', 'x')],
    ['A', { customerId: 'c', idempotencyKey: 'l' }, success(false, 'c', 'y')],
  );
  expect(history.contradictions()).toEqual([expect.stringMatching(/^k: /)]);
});

test('calls for other customers are not compared', async () => {
  const history = await told(
    ['A', { idempotencyKey: 'k' }, success(true, 'c', 'x')],
    ['A', { idempotencyKey: 'l' }, success(true, 'd', 'y')],
  );
  expect(history.contradictions()).toEqual([]);
});

const unknown = { __typename: 'ProviderOutcomeUnknownError', creation: { id: 'i', status: 'UNKNOWN' } };
test.each([
  ['an answer that leaves the outcome open', unknown, 0],
  ['no answer', new Error('the connection was reset'), 0],
  ['a failure that created nothing', { __typename: 'ProviderRateLimitError' }, 1],
  ['a refused input', { __typename: 'InvalidCustomerInputError' }, 1],
])('after %s and then "there already" there are %i contradictions', async (_, answer, contradictions) => {
  const history = await told(['A', { reference: 'r' }, answer], ['A', { reference: 'r' }, success(false, 'c', 'x')]);
  expect(history.contradictions()).toHaveLength(contradictions);
});

test.each([
  ['a failure that created nothing contradicts a creation before it', 'ProviderUnavailableError', 1],
  ['a refusal, which may be a replayed one, does not', 'ProviderValidationError', 0],
])('%s', async (_, __typename, contradictions) => {
  const history = await told(
    ['A', { reference: 'r' }, success(true, 'c', 'x')],
    ['A', { reference: 'r' }, { __typename }],
  );
  expect(history.contradictions()).toHaveLength(contradictions);
});
