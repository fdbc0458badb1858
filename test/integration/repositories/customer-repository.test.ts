import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Customer, ProviderCustomer } from '../../../src/domain/customer.js';
import type { CustomerStore } from '../../../src/domain/customer-store.js';
import { profileFields } from '../../../src/domain/profile-fields.js';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { createCustomerRepository } from '../../../src/repositories/customer-repository.js';
import { createProviderCustomerRepository } from '../../../src/repositories/provider-customer-repository.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { ada, answered, newCreation, success } from './fixtures.js';

let database: TestDatabase;
let customers: CustomerStore;
const stored: { customer: Customer; link: ProviderCustomer }[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  customers = createCustomerRepository(database);
  const creations = createCreationRepository(database);
  for (let i = 0; i < 5; i += 1) {
    const creation = newCreation({ reference: `r-${i}`, profile: { ...ada, email: `ada${i % 2}@example.com` } });
    await creations.begin(creation);
    const outcome = await creations.succeed(creation.id, success(`ext-${i}`), answered);
    if (outcome.kind === 'settled') stored.push({ customer: outcome.customer, link: outcome.providerCustomer });
  }
});
afterAll(() => database.close());

const nth = (i: number) => {
  const entry = stored[i];
  if (!entry) throw new Error(`${i} was not stored`);
  return entry;
};
const at = { provider: 'STAX', account: 'default', mode: 'EMULATED' } as const;

it('has a column for every field of the profile, and no other', async () => {
  const rows = await database.sql<{ name: string }>(
    `SELECT column_name::text AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = 'customer'`,
    [],
  );
  const columns = Object.values(profileFields).map(({ column }) => column);
  expect(rows.map(({ name }) => name).sort()).toEqual(
    [...columns, 'id', 'profile_version', 'created_at', 'updated_at'].sort(),
  );
});

describe('finding customers', () => {
  it('by ids, of which some are unknown or are none', async () => {
    const found = await customers.findByIds([nth(3).customer.id, newId(), 'no uuid', nth(1).customer.id]);
    expect(found.map(({ id }) => id).sort()).toEqual([nth(1).customer.id, nth(3).customer.id].sort());
    expect(found).toContainEqual(nth(1).customer);
    expect(await customers.findByIds(['no uuid'])).toEqual([]);
  });

  it('by references', async () => {
    expect(await customers.findByReferences(['r-2', 'nobody'])).toEqual([nth(2).customer]);
    expect(await customers.findByReferences([])).toEqual([]);
  });
});

describe('findTarget', () => {
  it('finds by id, with the link at the account asked for and no other', async () => {
    const { customer, link } = nth(0);
    expect(await customers.findTarget({ ...at, customerId: customer.id })).toEqual({ byId: customer, link });
    expect(await customers.findTarget({ ...at, customerId: customer.id.toUpperCase() })).toEqual({
      byId: customer,
      link,
    });
    expect(await customers.findTarget({ ...at, account: 'eu', customerId: customer.id })).toEqual({ byId: customer });
  });

  it('finds by reference', async () => {
    const { customer, link } = nth(1);
    expect(await customers.findTarget({ ...at, reference: 'r-1' })).toEqual({ byReference: customer, link });
  });

  it('finds by both, be it one customer or two', async () => {
    const one = nth(1);
    expect(await customers.findTarget({ ...at, customerId: one.customer.id, reference: 'r-1' })).toEqual({
      byId: one.customer,
      byReference: one.customer,
      link: one.link,
    });
    expect(await customers.findTarget({ ...at, customerId: nth(0).customer.id, reference: 'r-1' })).toEqual({
      byId: nth(0).customer,
      byReference: one.customer,
      link: nth(0).link,
    });
  });

  it('finds nobody', async () => {
    expect(await customers.findTarget({ ...at, customerId: newId(), reference: 'nobody' })).toEqual({});
    expect(await customers.findTarget({ ...at, customerId: 'no uuid' })).toEqual({});
    expect(await customers.findTarget(at)).toEqual({});
  });
});

describe('page', () => {
  const ids = (page: { customers: readonly Customer[] }) => page.customers.map(({ id }) => id);
  const all = () => stored.map(({ customer }) => customer.id).sort();

  it('walks through all customers in the order of their ids', async () => {
    const first = await customers.page({ first: 2 });
    expect(first).toEqual({ customers: [nth(0).customer, nth(1).customer], hasNextPage: true });
    const second = await customers.page({ first: 3, after: ids(first)[1] });
    expect(second.hasNextPage).toBe(false);
    expect([...ids(first), ...ids(second)]).toEqual(all());
  });

  it.each([
    ['email', { email: 'ada1@example.com' }, 2],
    ['reference', { reference: 'r-3' }, 1],
    ['provider', { provider: 'STAX', account: 'default' }, 5],
    ['another provider', { provider: 'SOAP' }, 0],
    ['time', { createdFrom: new Date(0), createdBefore: new Date(Date.now() + 60_000) }, 5],
    ['time to come', { createdFrom: new Date(Date.now() + 60_000) }, 0],
    ['several at once', { email: 'ada0@example.com', lastName: 'Lovelace', company: 'nobody' }, 0],
  ])('filters by %s', async (_, filter, expected) => {
    expect((await customers.page({ first: 10, filter })).customers).toHaveLength(expected);
  });

  it('finds nobody by a text that PostgreSQL cannot hold', async () => {
    for (const filter of [{ email: 'ada\0@example.com' }, { provider: 'STAX', account: '\0' }]) {
      expect(await customers.page({ first: 1, filter })).toEqual({ customers: [], hasNextPage: false });
    }
  });

  it('follows nothing that is no id', async () => {
    expect(await customers.page({ first: 1, after: 'no uuid' })).toEqual({ customers: [], hasNextPage: false });
  });
});

describe('finding links', () => {
  it('by customers and by external ids', async () => {
    const links = createProviderCustomerRepository(database);
    const wanted = [nth(0), nth(4)];
    expect(await links.findByCustomerIds([...wanted.map(({ customer }) => customer.id), newId(), 'no uuid'])).toEqual(
      wanted.map(({ link }) => link),
    );
    const keys = [
      { ...at, externalId: 'ext-4' },
      { ...at, externalId: 'ext-0' },
      { ...at, account: 'eu', externalId: 'ext-1' },
      { ...at, externalId: `a 'quoted", {odd}\\ one` },
    ];
    const found = await links.findByExternalKeys(keys);
    expect(found.map(({ externalId }) => externalId).sort()).toEqual(['ext-0', 'ext-4']);
    expect(await links.findByExternalKeys([])).toEqual([]);
    expect(await links.findByCustomerIds([])).toEqual([]);
  });
});
