import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { providers } from '../crash/support/providers.js';
import {
  CreateCustomerAtProvidersDocument,
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
  ResolveCustomerCreationDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** What `docs/operations.md` tells operators to run. */
const documented = (() => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [, sql] = /runs this very SQL\. -->\n```sql\n(.*?)\n```/s.exec(text) ?? [];
  if (sql === undefined) throw new Error('docs/operations.md has no SQL that erases a person');
  return sql;
})();

const person = {
  reference: 'ref-wexquill-77',
  firstName: 'Zephyrine',
  lastName: 'Quillfeather',
  email: 'zephyrine.q@wexquill.example',
  phone: '+12025550187',
  company: 'Wexquill Holdings',
  description: 'Plays the "glass harmonica"',
  address: { line1: '7 Umbrage Lane', city: 'Springfield', postalCode: '62701', state: 'IL', country: 'US' },
  metadata: [{ key: 'nickname', value: 'Zephyquill' }],
};
/** How they would be found; of the phone number, the part that every way of writing it has. */
const markers = ['wexquill', 'zephyrine', 'quillfeather', '5550187', 'harmonica', 'umbrage', 'zephyquill'];
const bystander = {
  reference: 'bystander',
  firstName: 'Bo',
  lastName: 'Stander',
  email: 'bo@example.com',
  phone: '+12025550143',
};

let running: RunningApp;
beforeEach(async () => {
  // One connection, because the SQL needs its session, and nothing else that would use it.
  running = await startApp({ DATABASE_POOL_SIZE: '1', RECOVERY_INTERVAL_MS: '3600000' });
});
afterEach(() => running.stop());

const run = (text: string) => running.app.database.sql<Record<string, unknown>>(text, []);

async function create(input: object, provider: string): Promise<CreateCustomerMutation['createCustomer']> {
  const variables = { input, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as CreateCustomerMutation['createCustomer'];
}

async function created(input: object, provider: string): Promise<string> {
  const result = await create(input, provider);
  if (result.__typename !== 'CreateCustomerSuccess') throw new Error(`${provider}: ${result.__typename}`);
  return result.customer.id;
}

const refuse = (provider: string, fault: object) =>
  running.app.emulator?.faults.inject(provider, { operationId: 'createCustomer', fault: fault as never });

/** Which of them are anywhere: in any column of any table, as text. */
async function found(): Promise<string[]> {
  const tables = await run(
    `SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  expect(tables.map(({ name }) => name)).toContain('customer_creation');
  const hits: string[] = [];
  for (const { name } of tables) {
    for (const marker of markers) {
      const rows = await run(`SELECT t::text AS row FROM "${name}" t WHERE strpos(lower(t::text), '${marker}') > 0`);
      hits.push(...rows.map(({ row }) => `${marker} in ${name}: ${row}`));
    }
  }
  return hits;
}

/** Runs the statements one by one; one of them has a block, `$$ … $$`, with statements of its own. */
async function erase(ids: readonly string[], texts: readonly string[] = []): Promise<void> {
  const filled = documented
    .replace('{CUSTOMER IDS}', `{${ids.join(',')}}`)
    .replace('{FURTHER TEXTS}', `{${texts.join(',')}}`);
  const statements = filled.match(/(?:\$\$.*?\$\$|[^;])+;/gs) ?? [];
  try {
    for (const statement of statements) await run(statement);
  } catch (error) {
    await run('ROLLBACK').catch(() => {});
    throw error;
  }
}

const quoting = (text: string) => ({
  kind: 'status',
  status: 400,
  body: { errorCode: 'invalid_request', errorDescription: text },
});

/** Refused, failed, in doubt, and at last created; each refused one under a reserved id of its own. */
async function life(): Promise<string> {
  const { reference: _, ...anonymous } = person;
  refuse('XPAY', quoting(`${person.firstName} ${person.lastName} <${person.email}> is not welcome`));
  expect(await create({ ...person, idempotencyKey: 'refused' }, 'XPAY')).toMatchObject({
    __typename: 'ProviderValidationError',
  });
  refuse('XPAY', quoting('2025550187 is blocked, and so is 7 Umbrage Lane'));
  expect(await create({ ...anonymous, idempotencyKey: 'no reference' }, 'XPAY')).toMatchObject({
    __typename: 'ProviderValidationError',
  });
  refuse('XPAY', quoting('plays the \\"glass harmonica\\"'));
  await create({ ...anonymous, idempotencyKey: `key of ${person.email}` }, 'XPAY');
  refuse('STAX', { kind: 'status', status: 429 });
  expect(await create(person, 'STAX')).toMatchObject({ __typename: 'ProviderRateLimitError' });
  refuse('XPAY', { kind: 'status', status: 500, body: { errorCode: 'internal_server_error', errorDescription: 'no' } });
  const inDoubt = await create({ ...person, idempotencyKey: 'in doubt' }, 'XPAY');
  if (inDoubt.__typename !== 'ProviderOutcomeUnknownError') throw new Error(inDoubt.__typename);
  await expect(erase([], [person.email])).rejects.toMatchObject({ message: expect.stringContaining('open creations') });
  await running.query(ResolveCustomerCreationDocument, { id: inDoubt.creation.id, notCreated: true });

  // Of a failure that releases the key, only the claim of the key is left.
  refuse('XPAY', { kind: 'status', status: 401 });
  expect(await create({ ...person, idempotencyKey: `retry ${person.reference}` }, 'XPAY')).toMatchObject({
    __typename: 'ProviderAuthenticationError',
  });

  const ids = new Set<string>();
  for (const provider of providers)
    ids.add(await created({ ...person, idempotencyKey: `created at ${provider}` }, provider));
  expect(ids.size).toBe(1);
  for (const provider of providers) await created(person, provider);
  const several = { input: { ...person, idempotencyKey: 'key of several' }, providers: [...providers] };
  await running.query(CreateCustomerAtProvidersDocument, several as never);
  return [...ids][0] as string;
}

test('the documented SQL leaves nothing of a person, and everybody else', async () => {
  const other = await created({ ...bystander, idempotencyKey: 'bystander' }, 'XPAY');
  const id = await life();
  const before = await found();
  for (const marker of markers)
    expect(
      before.some((hit) => hit.startsWith(marker)),
      marker,
    ).toBe(true);

  await erase([id]);

  expect(await found()).toEqual([]);
  expect(await run('SELECT id, reference FROM customer')).toEqual([{ id: other, reference: bystander.reference }]);
  expect(await run('SELECT customer_id AS id FROM provider_customer')).toEqual([{ id: other }]);
  // Those of refusals that cannot be told from others' stay with their creations, and claims that name nobody alone.
  const keys = await run('SELECT key FROM idempotency_key ORDER BY key');
  expect(keys.map(({ key }) => key)).toEqual(['bystander', 'in doubt', 'no reference']);
  expect(await created({ ...bystander, idempotencyKey: 'bystander' }, 'XPAY')).toBe(other);
  // What lost its words is still read: the refusal of a request that is repeated.
  const { reference: _, ...anonymous } = person;
  expect(await create({ ...anonymous, idempotencyKey: 'no reference' }, 'XPAY')).toMatchObject({
    __typename: 'ProviderValidationError',
    providerMessage: null,
  });
});

test('of somebody whom every provider refused, there is no customer to begin with', async () => {
  for (const text of [`${person.email} is not welcome`, 'Quillfeather? No.']) {
    refuse('XPAY', quoting(text));
    await create({ ...person, idempotencyKey: text.length.toString() }, 'XPAY');
  }
  expect(await found()).not.toEqual([]);
  await erase([], [person.reference, person.email, person.lastName]);
  expect(await found()).toEqual([]);
});
