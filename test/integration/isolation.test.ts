import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import {
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

type Result = CreateCustomerMutation['createCustomer'];

let running: RunningApp;
afterEach(() => running.stop());

async function create(provider: string): Promise<Result> {
  const reference = randomUUID();
  const person = { firstName: 'Asha', lastName: 'Rao', email: `${reference}@example.com`, phone: '+12025550143' };
  const variables = { input: { ...person, reference }, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
}
const createMany = (provider: string, count: number) => Array.from({ length: count }, () => create(provider));

const names = (results: readonly Result[]) => results.map((result) => result.__typename);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const sentTo = (provider: string) =>
  (running.app.emulator?.requests(provider) ?? []).filter(({ method }) => method === 'POST').length;

/** The number of consecutive failures that open the circuit breaker. */
const atOnce = 5;
const queued = 256;
/** Recovery would only send more requests to the provider. It has its own tests. */
const noRecovery = { RECOVERY_INTERVAL_MS: '3600000' };

describe('a provider that hangs', () => {
  const hang = async (timeoutMs: number) => {
    const settings = { STAX_TIMEOUT_MS: String(timeoutMs), STAX_MAX_CONCURRENCY: String(atOnce) };
    // What hangs is to be the creation, not a look-up before it, after which nothing would be sent.
    running = await startApp({ ...noRecovery, ...settings, STAX_LOOK_UP_FIRST: 'false' });
    running.app.emulator?.faults.inject('STAX', { times: Number.POSITIVE_INFINITY, fault: { kind: 'hang' } });
  };
  const others = providerDefinitions.map(({ name }) => name).filter((name) => name !== 'STAX');

  test('does not delay the others, and its queue is bounded', { timeout: 60_000 }, async () => {
    // Longer than the test, so that no call times out.
    await hang(120_000);
    const refused = 3;
    const answered: Result[] = [];
    const hanging = createMany('STAX', atOnce + queued + refused).map(async (call) => {
      answered.push(await call);
    });
    const before = await Promise.all(others.flatMap((provider) => createMany(provider, 5)));
    expect(names(before)).toEqual(times(before.length, 'CreateCustomerSuccess'));
    // Meanwhile all calls to Stax are in flight or queued, except those that were refused because the queue was full.
    expect(answered).toMatchObject(
      times(refused, {
        __typename: 'ServiceBusyError',
        retryable: true,
        message: expect.stringContaining('the queue of waiting calls is full'),
      }),
    );
    expect(sentTo('STAX')).toBe(atOnce);

    await running.app.emulator?.close();
    await Promise.all(hanging);
    const unsent = names(answered).filter((name) => name !== 'ProviderOutcomeUnknownError');
    expect(answered.length - unsent.length).toBe(atOnce);
    expect(unsent).toHaveLength(queued + refused);
    // Those in the queue find nobody listening any more, until the circuit opens.
    expect(['ProviderUnavailableError', 'ServiceBusyError']).toEqual(expect.arrayContaining([...new Set(unsent)]));
  });

  test('gets no more requests once its circuit breaker is open', { timeout: 60_000 }, async () => {
    await hang(1_000);
    expect(names(await Promise.all(createMany('STAX', atOnce)))).toEqual(times(atOnce, 'ProviderOutcomeUnknownError'));

    expect(await metric('provider_circuit_state', 'STAX')).toBe('2');
    const [result] = await Promise.all(createMany('STAX', 1));
    expect(result).toMatchObject({
      __typename: 'ServiceBusyError',
      message: expect.stringContaining('the circuit breaker is open'),
    });
    expect(sentTo('STAX')).toBe(atOnce);
    expect(running.app.emulator?.customerStore('STAX').customers()).toEqual([]);

    for (const provider of others) {
      expect(await metric('provider_circuit_state', provider)).toBe('0');
      expect(await create(provider)).toMatchObject({ __typename: 'CreateCustomerSuccess' });
    }
  });
});

describe('a quota', () => {
  test('refuses calls that exceed it, with the time to wait, at its own provider only', async () => {
    const credentials = { XPAY_PUBLIC_KEY: 'pk', XPAY_PRIVATE_KEY: 'sk', EMULATOR: 'all' };
    // One call in ten seconds.
    const quota = { XPAY_RATE_LIMIT_PER_SECOND: '0.1', XPAY_TIMEOUT_MS: '2000' };
    running = await startApp({ ...noRecovery, ...credentials, ...quota });

    expect(await create('XPAY')).toMatchObject({ __typename: 'CreateCustomerSuccess' });
    for (const result of await Promise.all(createMany('XPAY', 5))) {
      expect(result).toMatchObject({
        __typename: 'ServiceBusyError',
        retryable: true,
        retryAfterSeconds: expect.any(Number),
      });
      const seconds = 'retryAfterSeconds' in result ? result.retryAfterSeconds : undefined;
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(10);
    }
    expect(sentTo('XPAY')).toBe(1);
    expect(await create('STAX')).toMatchObject({ __typename: 'CreateCustomerSuccess' });
  });
});

async function metric(name: string, provider: string): Promise<string | undefined> {
  const text = await (await fetch(`${running.url}/metrics`)).text();
  return new RegExp(`^${name}\\{provider="${provider}",account="default"\\} (\\S+)$`, 'm').exec(text)?.[1];
}
