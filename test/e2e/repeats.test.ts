import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CreateCustomerAtProvidersDocument,
  CreateCustomerDocument,
  type CreateCustomerInput,
  type Provider,
  ReadCustomerDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

const create = async (input: CreateCustomerInput, provider: Provider) =>
  (await running.query(CreateCustomerDocument, { input, provider })).data?.createCustomer;
const createAt = async (input: CreateCustomerInput, providers: Provider[]) =>
  (await running.query(CreateCustomerAtProvidersDocument, { input, providers })).data?.createCustomerAtProviders ?? [];
const asha = { firstName: 'Asha', lastName: 'Rao', phone: '+12025550143' };
const idOf = (result: { __typename: string; customer?: { id: string } } | null | undefined) => result?.customer?.id;

test('what failed at one provider joins the same customer when all are repeated with the same key', async () => {
  running.app.emulator?.faults.inject('STAX', { fault: { kind: 'status', status: 429 } });
  const input = { ...asha, email: 'joined@example.com', idempotencyKey: 'joined' };
  const [first, refused] = await createAt(input, ['XPAY', 'STAX']);
  expect(refused?.__typename).toBe('ProviderRateLimitError');
  const [again, second] = await createAt(input, ['XPAY', 'STAX']);
  expect(second?.__typename).toBe('CreateCustomerSuccess');
  expect([idOf(again), idOf(second)]).toEqual([idOf(first), idOf(first)]);
});

test('one key is one request as a whole, also at providers that have not seen it', async () => {
  const input = { ...asha, email: 'whole@example.com', idempotencyKey: 'whole' };
  running.app.emulator?.faults.inject('STAX', { fault: { kind: 'status', status: 429 } });
  await createAt(input, ['XPAY', 'STAX']);
  const requests = () => running.app.emulator?.requests('VAULTERA').length;
  const before = requests();
  const corrected = await createAt({ ...input, firstName: 'Usha' }, ['XPAY', 'STAX', 'VAULTERA']);
  expect(corrected.map((result) => result?.__typename)).toEqual(Array(3).fill('IdempotencyKeyReusedError'));
  expect(requests()).toBe(before);
  const further = await createAt(input, ['XPAY', 'STAX', 'VAULTERA']);
  expect(new Set(further.map(idOf)).size).toBe(1);
});

test('one key is one request, whichever mutation it comes with', async () => {
  const input = { ...asha, email: 'whichever@example.com' };
  await create({ ...input, idempotencyKey: 'single' }, 'XPAY');
  const afterSingle = await createAt({ ...input, idempotencyKey: 'single' }, ['XPAY', 'VAULTERA']);
  expect(afterSingle.map((result) => result?.__typename)).toEqual(Array(2).fill('IdempotencyKeyReusedError'));

  const [first] = await createAt({ ...input, idempotencyKey: 'several' }, ['VAULTERA']);
  for (const provider of ['VAULTERA', 'XPAY'] as const) {
    const afterSeveral = await create({ ...input, idempotencyKey: 'several' }, provider);
    expect(afterSeveral?.__typename).toBe('IdempotencyKeyReusedError');
  }
  // Also where the customer is linked already, and nothing would be sent.
  const linked = { customerId: idOf(first), idempotencyKey: 'several' };
  expect((await create(linked, 'VAULTERA'))?.__typename).toBe('IdempotencyKeyReusedError');
});

test('a repeat may be written otherwise, and still joins the same customer', async () => {
  running.app.emulator?.faults.inject('STAX', { fault: { kind: 'status', status: 429 } });
  const input = { ...asha, email: 'written@example.com', idempotencyKey: 'written' };
  const [first] = await createAt(input, ['XPAY', 'STAX']);
  const otherwise = { ...input, firstName: ' Asha', phone: '+1 202 555 0143', idempotencyKey: 'written ' };
  expect((await createAt(otherwise, ['XPAY', 'STAX'])).map(idOf)).toEqual([idOf(first), idOf(first)]);
});

test('a repeat after its key has expired finds the customer, and makes no second one', async () => {
  const input = { ...asha, email: 'expired@example.com', idempotencyKey: 'expired' };
  const [first] = await createAt(input, ['STAX']);
  await running.app.database.sql(`DELETE FROM customer_creation WHERE idempotency_key LIKE 'expired:%'`, []);
  const before = running.app.emulator?.customerStore('STAX').customers().length;
  const results = await createAt(input, ['STAX', 'VAULTERA']);
  expect(results).toMatchObject([
    { __typename: 'CreateCustomerSuccess', created: false },
    { __typename: 'CreateCustomerSuccess', created: true },
  ]);
  expect(results.map(idOf)).toEqual([idOf(first), idOf(first)]);
  expect(running.app.emulator?.customerStore('STAX').customers()).toHaveLength(before ?? 0);
});

test('two calls at once with one key are one customer everywhere', async () => {
  const input = { ...asha, email: 'twice@example.com', idempotencyKey: 'twice' };
  const results = (await Promise.all([1, 2, 3].map(() => createAt(input, ['XPAY', 'STAX', 'SOAP'])))).flat();
  expect(results.map((result) => result?.__typename)).toEqual(results.map(() => 'CreateCustomerSuccess'));
  expect(new Set(results.map(idOf)).size).toBe(1);
});

test('a repeat is answered from its record, although the same input would be refused by now', async () => {
  const first = await create({ ...asha, email: 'moved@example.com' }, 'STAX');
  const customerId = idOf(first);
  running.app.emulator?.faults.inject('SOAP', { fault: { kind: 'reset', recorded: true } });
  const input = { customerId, idempotencyKey: 'moved' };
  const before = running.app.emulator?.customerStore('SOAP').customers().length ?? 0;
  await create(input, 'SOAP');
  // The stored number is one now that Soap does not take.
  await create({ customerId, phone: '+442071838750' }, 'VAULTERA');
  expect(await create(input, 'SOAP')).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
  expect(running.app.emulator?.customerStore('SOAP').customers()).toHaveLength(before + 1);
});

test('a key used for a customer that is linked already belongs to that request', async () => {
  const linked = { reference: 'linked-1' };
  const first = await create({ ...asha, ...linked, company: 'Old' }, 'STAX');
  const request = { ...linked, company: 'New', idempotencyKey: 'for-linked' };
  const success = { __typename: 'CreateCustomerSuccess', created: false, notSent: [], differences: [['company']] };
  for (let n = 0; n < 2; n += 1) {
    const again = await create(request, 'STAX');
    expect(again).toMatchObject(success);
    expect(idOf(again)).toBe(idOf(first));
  }
  const reused = { __typename: 'IdempotencyKeyReusedError' };
  expect(await create({ ...linked, idempotencyKey: 'for-linked' }, 'STAX')).toMatchObject(reused);
  expect(await create({ ...asha, idempotencyKey: 'for-linked' }, 'STAX')).toMatchObject(reused);
  // What is kept for the key is in nobody's way.
  await create({ ...linked, email: 'linked-1@example.com' }, 'VAULTERA');
  expect(await create(linked, 'STAX')).toMatchObject({ created: false, notSent: [] });

  const atOnce = ['A', 'B', 'C'].map((company) => create({ ...linked, company, idempotencyKey: 'at-once' }, 'STAX'));
  const names = (await Promise.all(atOnce)).map((result) => result?.__typename).sort();
  expect(names).toEqual(['CreateCustomerSuccess', 'IdempotencyKeyReusedError', 'IdempotencyKeyReusedError']);
});

test('a request that adds something wrong is no repeat of the one without it', async () => {
  const input = { firstName: 'Asha', email: 'added@example.com', idempotencyKey: 'added' };
  expect(await create(input, 'STAX')).toMatchObject({ created: true });
  for (const more of [{ phone: '555' }, { metadata: [{ key: '', value: 'x' }] }, { address: { country: 'Utopia' } }]) {
    expect((await create({ ...input, ...more }, 'STAX'))?.__typename).toBe('InvalidCustomerInputError');
  }
  expect(await create(input, 'STAX')).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
});

test('of creations at once, the one that comes second is told what of it changed nothing', async () => {
  running.app.emulator?.faults.inject('STAX', { fault: { kind: 'latency', ms: 300 } });
  const first = create({ ...asha, reference: 'at-once' }, 'STAX');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await create({ reference: 'at-once', company: 'Example Traders' }, 'STAX');
  await first;
  expect(second).toMatchObject({
    __typename: 'CreateCustomerSuccess',
    created: false,
    notSent: [],
    differences: [['company']],
  });
});

test('a reference is found as it was given, however it is written', async () => {
  const decomposed = ' Jose\u0301 ';
  const result = await create({ ...asha, reference: decomposed, account: ' DEFAULT ' }, 'VAULTERA');
  expect(result).toMatchObject({ __typename: 'CreateCustomerSuccess', customer: { reference: 'Jos\u00e9' } });
  const variables = { id: idOf(result) ?? '', reference: decomposed, provider: 'VAULTERA', externalId: 'x' } as const;
  expect((await running.query(ReadCustomerDocument, variables)).data?.customerByReference?.id).toBe(idOf(result));
});
