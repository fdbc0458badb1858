import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ClearCustomerDuplicatesDocument,
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
  CustomerCreationDocument,
  CustomerCreationsDocument,
  ResolveCustomerCreationDocument,
  type ResolveCustomerCreationMutationVariables,
  RetryCustomerCreationDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

type Result = CreateCustomerMutation['createCustomer'];

let running: RunningApp;
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  const logger = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  running = await startApp({ RECOVERY_INTERVAL_MS: '20' }, logger);
});
afterAll(() => running.stop());

const someone = () => {
  const reference = randomUUID();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
};

async function create(input: object, provider = 'XPAY'): Promise<Result> {
  const variables = { input, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
}

/** xPay answers a repeat with what it answered first, so that nobody but a person can find out. */
async function inReview(input: object, recorded: boolean): Promise<string> {
  const body = { errorCode: 'internal_server_error', errorDescription: 'Something unexpected happened' };
  running.app.emulator?.faults.inject('XPAY', { fault: { kind: 'status', status: 500, body, recorded } });
  const result = await create(input);
  if (result.__typename !== 'ProviderOutcomeUnknownError') throw new Error(result.__typename);
  expect(result.creation.status).toBe('NEEDS_REVIEW');
  return result.creation.id;
}

const read = async (id: string) => (await running.query(CustomerCreationDocument, { id })).data?.customerCreation;
const retry = (id: string) => running.query(RetryCustomerCreationDocument, { id });
const resolve = (variables: ResolveCustomerCreationMutationVariables) =>
  running.query(ResolveCustomerCreationDocument, variables);
const customers = () => running.app.emulator?.customerStore('XPAY').customers() ?? [];

test('says why a person is needed, and that its outcome is not known', async () => {
  const id = await inReview(someone(), false);
  expect(await read(id)).toMatchObject({
    status: 'NEEDS_REVIEW',
    attempts: 1,
    reason: 'xPay answered 500',
    outcome: null,
  });
});

test('nothing was created: has it sent anew, with a new key', async () => {
  const input = someone();
  const id = await inReview(input, false);
  const before = customers().length;
  expect((await retry(id)).data?.retryCustomerCreation).toMatchObject({ id, status: 'UNKNOWN' });
  while ((await read(id))?.status !== 'SUCCEEDED') await sleep(10);
  expect(customers()).toHaveLength(before + 1);
  expect(customers().at(-1)?.idempotencyKey).toMatch(/^[\w-]+\.1$/);
  expect(await read(id)).toMatchObject({ attempts: 2, reason: null, outcome: { created: true } });
  expect(await create(input)).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
  expect(customers()).toHaveLength(before + 1);
});

test('it was created: links what was found, and whoever asked has the customer', async () => {
  const input = { ...someone(), idempotencyKey: randomUUID() };
  const id = await inReview(input, true);
  const externalId = String(customers().at(-1)?.id);
  expect(await create(input)).toMatchObject({ __typename: 'ProviderOutcomeUnknownError', creation: { id } });
  const { data } = await resolve({ id: id.toUpperCase(), externalId: ` ${externalId} ` });
  expect(data?.resolveCustomerCreation).toMatchObject({
    status: 'SUCCEEDED',
    outcome: { __typename: 'CreateCustomerSuccess' },
  });
  expect(await create(input)).toMatchObject({ created: false, providerCustomer: { externalId } });
});

test('it was not created: fails, and the key is free again', async () => {
  const input = { ...someone(), idempotencyKey: randomUUID() };
  const id = await inReview(input, false);
  const { data } = await resolve({ id, notCreated: true });
  expect(data?.resolveCustomerCreation).toMatchObject({
    status: 'FAILED',
    outcome: { __typename: 'ProviderUnavailableError' },
  });
  expect(await create(input)).toMatchObject({ __typename: 'CreateCustomerSuccess', created: true });
});

test('what is linked to another customer cannot be what was found', async () => {
  const first = await create(someone());
  if (first.__typename !== 'CreateCustomerSuccess') throw new Error(first.__typename);
  const id = await inReview(someone(), false);
  const { errors } = await resolve({ id, externalId: first.providerCustomer.externalId });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('linked already'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(await read(id)).toMatchObject({ status: 'NEEDS_REVIEW' });
});

test('only what needs a review can be settled by hand', async () => {
  const id = await inReview(someone(), false);
  await resolve({ id, notCreated: true });
  for (const { errors } of [await retry(id), await resolve({ id, notCreated: true })]) {
    expect(errors).toMatchObject([
      { message: expect.stringContaining('this one is in FAILED'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
});

test('who settled what, and why, is logged', async () => {
  const note = { operator: ' jo@ops ', reason: 'ticket 4711' };
  const settled = await inReview(someone(), false);
  await resolve({ id: settled, notCreated: true, ...note });
  const resent = await inReview(someone(), false);
  await running.query(RetryCustomerCreationDocument, { id: resent });
  const acts = logged.filter(({ msg }) => String(msg).startsWith('an operator'));
  expect(acts.slice(-2)).toMatchObject([
    { creationId: settled, operator: 'jo@ops', reason: 'ticket 4711', msg: expect.stringContaining('not created') },
    { creationId: resent, msg: 'an operator had a creation sent again' },
  ]);
  const { errors } = await resolve({ id: settled, notCreated: true, reason: 'x'.repeat(501) });
  expect(errors).toMatchObject([{ message: 'reason must have at most 500 characters.' }]);
});

test('duplicates are listed and counted until an operator has removed them', async () => {
  const metric = async () =>
    /^customer_creations_with_duplicates (\d+)$/m.exec(await (await fetch(`${running.url}/metrics`)).text())?.[1];
  const listed = async () =>
    (
      await running.query(CustomerCreationsDocument, { first: 10, hasDuplicates: true })
    ).data?.customerCreations.edges.map(({ node }) => ({ id: node.id, ids: node.duplicateExternalIds }));
  expect(await listed()).toEqual([]);
  // The database's answer is kept for a moment.
  await expect.poll(metric, { timeout: 5_000 }).toBe('0');
  const { reference } = someone();
  const made = await create({ ...someone(), reference });
  if (made.__typename !== 'CreateCustomerSuccess') throw new Error(made.__typename);
  const [row] = await running.app.database.sql<{ id: string }>(
    "UPDATE customer_creation SET duplicate_external_ids = '{a,b}' WHERE reference = $1 RETURNING id",
    [reference],
  );
  const id = row?.id ?? '';
  expect(await listed()).toEqual([{ id, ids: ['a', 'b'] }]);
  // The database's answer is kept for a moment.
  await expect.poll(metric, { timeout: 5_000 }).toBe('1');
  const cleared = await running.query(ClearCustomerDuplicatesDocument, { id, operator: 'jo' });
  expect(cleared.data?.clearCustomerDuplicates).toEqual({ id, duplicateExternalIds: [] });
  expect(await listed()).toEqual([]);
  // The database's answer is kept for a moment.
  await expect.poll(metric, { timeout: 5_000 }).toBe('0');
  expect(logged.at(-1)).toMatchObject({ creationId: id, operator: 'jo', msg: expect.stringContaining('duplicates') });
});

test('a finding is one of two', async () => {
  const id = await inReview(someone(), false);
  for (const finding of [{}, { notCreated: false }, { externalId: ' ' }, { externalId: 'cus_1', notCreated: true }]) {
    expect((await resolve({ id, ...finding })).errors).toMatchObject([
      { message: 'Give either externalId or notCreated: true.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(await read(id)).toMatchObject({ status: 'NEEDS_REVIEW' });
});

test('an id that no provider could have given is refused in words', async () => {
  const id = await inReview(someone(), false);
  for (const externalId of ['cus_\0', 'cus_\ud800', 'x'.repeat(4000)]) {
    expect((await resolve({ id, externalId })).errors).toMatchObject([
      { message: expect.stringMatching(/^externalId /), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(await read(id)).toMatchObject({ status: 'NEEDS_REVIEW' });
});

test.each(['018f0000-0000-7000-8000-000000000000', 'nonsense'])('there is no creation %s', async (id) => {
  expect(await read(id)).toBeNull();
  expect((await retry(id)).data).toEqual({ retryCustomerCreation: null });
  expect((await resolve({ id, notCreated: true })).data).toEqual({ resolveCustomerCreation: null });
});
