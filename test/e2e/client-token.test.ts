import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  CreateCustomerAtProvidersDocument,
  CreateCustomerDocument,
  type CreateCustomerInput,
  type CreateCustomerMutation,
  type Provider,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** Tokens of the provider that issues them; they are never stored, so whoever asks for one gets a new one. */

let running: RunningApp;
const log: string[] = [];
beforeAll(async () => {
  running = await startApp({}, pino({ level: 'trace' }, { write: (line: string) => log.push(line) }));
});
afterEach(() => running.app.emulator?.faults.clear());
afterAll(() => running.stop());

type Success = Extract<CreateCustomerMutation['createCustomer'], { __typename: 'CreateCustomerSuccess' }>;

async function create(input: CreateCustomerInput, provider: Provider = 'JUSPAY'): Promise<Success> {
  const { data } = await running.query(CreateCustomerDocument, { input, provider });
  const result = data?.createCustomer;
  if (result?.__typename !== 'CreateCustomerSuccess') throw new Error(JSON.stringify(result));
  return result;
}
const calls = () => running.app.emulator?.requests('JUSPAY') ?? [];
const person = (): CreateCustomerInput => ({
  firstName: 'Asha',
  lastName: 'Rao',
  email: `${randomUUID()}@example.com`,
  phone: '+919988776655',
});
const asking = { requestClientToken: true };
const secret = /^tkn_/;

test('a repeat with the same key has the same outcome and a new token', async () => {
  const input = { ...person(), ...asking, idempotencyKey: randomUUID() };
  const first = await create(input);
  const before = calls().length;
  const second = await create(input);
  expect(second).toMatchObject({
    created: false,
    replayed: true,
    notSent: first.notSent,
    providerCustomer: first.providerCustomer,
    clientToken: { token: expect.stringMatching(secret) },
    clientTokenError: null,
  });
  expect(second.clientToken?.token).not.toBe(first.clientToken?.token);
  expect(Date.parse(second.clientToken?.expiresAt ?? '')).toBeGreaterThan(Date.now());
  expect(calls().slice(before)).toMatchObject([{ method: 'GET' }]);
});

test('a customer who is linked already gets one, with the routing id on record, and only when it is asked for', async () => {
  const routed = { providerOptions: { juspay: { routingId: 'route-42' } } };
  const input = { ...person(), ...routed, reference: randomUUID() };
  expect(await create(input)).toMatchObject({ clientToken: null, clientTokenError: null });
  const before = calls().length;
  const { reference } = input;
  expect(await create({ reference })).toMatchObject({ created: false, clientToken: null, clientTokenError: null });
  expect(calls()).toHaveLength(before);
  for (const key of [{}, { idempotencyKey: randomUUID() }]) {
    const linked = await create({ reference, ...asking, ...key });
    expect(linked).toMatchObject({ created: false, notSent: [], differences: [], clientTokenError: null });
    expect(linked.clientToken?.token).toMatch(secret);
  }
  const sent = calls().slice(before);
  expect(sent.map(({ headers }) => headers['x-routing-id'])).toEqual(['route-42', 'route-42']);
});

test('several providers: the one that issues tokens gives one, also to a repeat; of the others it is not sent', async () => {
  const input = { ...person(), phone: '+12025550143', ...asking, idempotencyKey: randomUUID() };
  const at = async () => {
    const variables = { input, providers: ['JUSPAY', 'VAULTERA'] as Provider[] };
    const { data } = await running.query(CreateCustomerAtProvidersDocument, variables);
    return (data?.createCustomerAtProviders ?? []) as { clientToken?: { token: string } | null }[];
  };
  const [first, second] = [await at(), await at()];
  for (const results of [first, second]) {
    expect(results).toMatchObject([{ clientToken: { token: expect.stringMatching(secret) } }, { clientToken: null }]);
  }
  expect(first[0]?.clientToken).not.toEqual(second[0]?.clientToken);
});

test('a provider without tokens says so in notSent, whether the customer is new, linked or repeated', async () => {
  const input = { ...person(), ...asking, reference: randomUUID() };
  const keyed = { ...input, idempotencyKey: randomUUID() };
  for (const one of [input, input, keyed, keyed]) {
    const { notSent, clientToken, clientTokenError } = await create(one, 'STAX');
    expect([notSent, clientToken, clientTokenError]).toEqual([[['requestClientToken']], null, null]);
  }
});

test('a token that cannot be fetched does not undo the success, and the next call may get it', async () => {
  const input = { ...person(), reference: randomUUID() };
  await create(input);
  const rule = { operationId: 'retrieveCustomer', times: 9 } as const;
  const fault = { kind: 'status', status: 500, body: {} } as const;
  running.app.emulator?.faults.inject('JUSPAY', { ...rule, fault });
  expect(await create({ reference: input.reference, ...asking })).toMatchObject({
    created: false,
    clientToken: null,
    clientTokenError: {
      reason: 'UNAVAILABLE',
      message: 'The customer is linked, but there is no client token: Juspay answered 500.',
      retryable: true,
      retryAfterSeconds: null,
    },
  });
  running.app.emulator?.faults.clear();
  expect((await create({ reference: input.reference, ...asking })).clientToken?.token).toMatch(secret);
});

test('a customer whose creation was recovered gets a token with the repeat', async () => {
  const input = { ...person(), ...asking, idempotencyKey: randomUUID() };
  const lost = { operationId: 'createCustomer', times: 9, fault: { kind: 'reset', recorded: true } } as const;
  running.app.emulator?.faults.inject('JUSPAY', lost);
  const { data } = await running.query(CreateCustomerDocument, { input, provider: 'JUSPAY' });
  expect(data?.createCustomer.__typename).toBe('ProviderOutcomeUnknownError');
  running.app.emulator?.faults.clear();
  for (;;) {
    const repeated = (await running.query(CreateCustomerDocument, { input, provider: 'JUSPAY' })).data?.createCustomer;
    if (repeated?.__typename !== 'CreateCustomerSuccess') continue;
    expect(repeated.clientToken?.token).toMatch(secret);
    break;
  }
});

test('a link of before, whose routing id is not on record, gets one with our own id or the one that is given', async () => {
  const input = { ...person(), reference: randomUUID() };
  const { customer } = await create(input);
  const forget =
    'UPDATE provider_customer SET routing_id = NULL, merchant_reference = NULL WHERE customer_id = $1::uuid';
  await running.app.database.sql(forget, [customer.id]);
  const routed = { providerOptions: { juspay: { routingId: 'route-43' } } };
  for (const [options, routingId] of [[{}, customer.id] as const, [routed, 'route-43'] as const]) {
    const linked = await create({ reference: input.reference, ...asking, ...options });
    expect(linked.clientToken?.token).toMatch(secret);
    expect(linked.providerCustomer).toMatchObject({ merchantReference: null, routingId: null });
    expect(calls().at(-1)?.headers['x-routing-id']).toBe(routingId);
  }
});

test('no token is stored or logged', async () => {
  const tables = ['customer', 'provider_customer', 'customer_creation', 'customer_reference'];
  const rows = await Promise.all(tables.map((table) => running.app.database.sql(`SELECT * FROM ${table}`, [])));
  expect(JSON.stringify(rows)).not.toContain('tkn_');
  expect(log.join('')).not.toContain('tkn_');
});
