import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CreationStore } from '../../../src/domain/creation-store.js';
import type { DefiniteFailure } from '../../../src/domain/provider-failure.js';
import type { ProviderMode } from '../../../src/domain/provider-mode.js';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { createCustomerRepository } from '../../../src/repositories/customer-repository.js';
import { createProviderCustomerRepository } from '../../../src/repositories/provider-customer-repository.js';
import { claimDue } from '../../../src/repositories/recovery-statements.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { ada, answered, newCreation, operator, success } from './fixtures.js';

let database: TestDatabase;
let creations: CreationStore;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 20 });
  creations = createCreationRepository(database);
});
afterAll(() => database.close());
beforeEach(() =>
  database.sql('TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference', []),
);

const count = async (table: string) =>
  (await database.sql<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table}`, []))[0]?.n;
const customer = async (id: string) => (await createCustomerRepository(database).findByIds([id]))[0];

/** The end of the lease as it is stored. */
async function leaseOf({ id }: { readonly id: string }): Promise<Date> {
  const [row] = await database.sql<{ leaseUntil: Date }>(
    'SELECT lease_until AS "leaseUntil" FROM customer_creation WHERE id = $1::uuid',
    [id],
  );
  return row?.leaseUntil ?? new Date(0);
}
const holderOf = async (creation: { readonly id: string }) =>
  ({ kind: 'lease-holder', leaseUntil: await leaseOf(creation) }) as const;

const stax = (limit: number) => [{ provider: 'STAX', account: 'default', mode: 'EMULATED', limit }] as const;
const inMs = (ms: number) => ({ ofAge: 0, leastMs: ms, mostMs: ms });

/** Begins and succeeds. */
async function createLinked(externalId: string, overrides: Parameters<typeof newCreation>[0] = {}) {
  const creation = newCreation(overrides);
  expect(await creations.begin(creation)).toMatchObject({ kind: 'begun' });
  const outcome = await creations.succeed(creation.id, success(externalId), answered);
  if (outcome.kind !== 'settled') throw new Error(`not settled but ${outcome.kind}`);
  return { creation, ...outcome };
}

describe('begin', () => {
  it('stores everything that is needed to send the creation again', async () => {
    const creation = newCreation({ reference: 'r-1', idempotencyKey: 'k-1' });
    const before = Date.now();
    const outcome = await creations.begin(creation);
    const { leaseMs: _, recoverForMs: __, existingCustomer: ___, together: ____, now: _____, ...stored } = creation;
    const found = await creations.find(creation.id);
    expect(found).toEqual({
      ...stored,
      state: 'IN_FLIGHT',
      attempts: 1,
      differences: [],
      duplicateExternalIds: [],
      leaseUntil: outcome.kind === 'begun' && outcome.leaseUntil,
      keyGeneration: 0,
      recoverUntil: expect.any(Date),
      createdAt: expect.any(Date),
    });
    expect(Math.abs((await leaseOf(creation)).getTime() - before - 60_000)).toBeLessThan(5_000);
    expect(await creations.findByIdempotencyKey('k-1', 'EMULATED')).toEqual(found);
  });

  describe('the ids that will be sent', () => {
    const ids = { merchantReference: 'r-1', routingId: 'route-1' };
    const begun = async (overrides: Parameters<typeof newCreation>[0]) => {
      const creation = newCreation(overrides);
      const outcome = await creations.begin(creation);
      expect(await creations.find(creation.id)).toMatchObject(
        outcome.kind === 'begun' ? { merchantReference: outcome.merchantReference, routingId: outcome.routingId } : {},
      );
      return outcome;
    };

    it('are on record with the creation, and with the link that it makes', async () => {
      const { creation, providerCustomer } = await createLinked('ext-1', { reference: 'r-1', ...ids });
      expect(await creations.find(creation.id)).toMatchObject(ids);
      expect(providerCustomer).toMatchObject(ids);
      expect(await createProviderCustomerRepository(database).findByCustomerIds([creation.customerId])).toMatchObject([
        ids,
      ]);
    });

    it('may be none', async () => {
      const none = { merchantReference: undefined, routingId: undefined };
      expect(await begun({})).toMatchObject(none);
      expect((await createLinked('ext-1')).providerCustomer).toMatchObject(none);
    });

    it('are those of the customer that the reference turns out to belong to', async () => {
      const [first, second] = [newId(), newId()];
      await begun({ reference: 'r-1', customerId: first, merchantReference: first, routingId: first });
      const same = { reference: 'r-1', customerId: second, merchantReference: second };
      expect(await begun({ ...same, account: 'eu' })).toMatchObject({ customerId: first, merchantReference: first });
      expect(await begun({ ...same, provider: 'SOAP', routingId: second })).toMatchObject({ routingId: first });
      expect(await begun({ ...same, account: 'us', merchantReference: 'other' })).toMatchObject({
        merchantReference: 'other',
      });
    });

    it('the routing id is the same at every account of the provider, whether the first creation is settled or not', async () => {
      for (const settled of [false, true]) {
        const customerId = newId();
        const place = { customerId, routingId: 'first' };
        if (settled) await createLinked('ext-1', place);
        else await begun(place);
        const again = { customerId, routingId: 'second', existingCustomer: settled };
        expect(await begun({ ...again, account: 'eu' })).toMatchObject({ kind: 'begun', routingId: 'first' });
        expect(await begun({ ...again, provider: 'SOAP' })).toMatchObject({ routingId: 'second' });
        expect(await begun({ ...again, mode: 'TEST' })).toMatchObject({ routingId: 'second' });
        expect(await begun({ customerId: newId(), routingId: 'second', account: 'eu' })).toMatchObject({
          routingId: 'second',
        });
      }
    });

    it('stays when the creation that brought it is deleted, as the link has it', async () => {
      const { creation } = await createLinked('ext-1', ids);
      await database.sql('DELETE FROM customer_creation', []);
      const again = { customerId: creation.customerId, existingCustomer: true, routingId: 'other', account: 'eu' };
      expect(await begun(again)).toMatchObject({ routingId: 'route-1' });
      const target = { customerId: creation.customerId, provider: 'STAX', account: 'us', mode: 'EMULATED' } as const;
      const customers = createCustomerRepository(database);
      expect(await customers.findTarget(target)).toMatchObject({ link: undefined, routingId: 'route-1' });
      expect(await customers.findTarget({ ...target, mode: 'TEST' })).toMatchObject({ routingId: undefined });
      expect(await customers.findTarget({ ...target, provider: 'SOAP' })).toMatchObject({ routingId: undefined });
    });

    it('is not that of a creation that created nothing', async () => {
      const failed = newCreation(ids);
      await creations.begin(failed);
      const failure: DefiniteFailure = { kind: 'unavailable', reason: 'away' };
      await creations.fail(failed.id, failure, { releaseKey: true }, await holderOf(failed));
      const { customerId } = failed;
      expect(await begun({ customerId, routingId: 'other' })).toMatchObject({ routingId: 'other' });
    });
  });

  it.each([
    ['idempotency key', { idempotencyKey: 'k' }],
    ['customer at the account', { customerId: '019ab000-0000-7000-8000-000000000001' }],
    ['reference at the account', { reference: 'r' }],
  ])('finds the creation with the same %s in the way', async (_, same) => {
    const first = newCreation(same);
    await creations.begin(first);
    const outcome = await creations.begin(newCreation(same));
    expect(outcome).toMatchObject({ kind: 'conflict', creation: { id: first.id, state: 'IN_FLIGHT' } });
    expect(await count('customer_creation')).toBe(1);
  });

  it('names the creation with the same idempotency key before one of the same customer', async () => {
    const keyed = newCreation({ idempotencyKey: 'k' });
    const other = newCreation({ reference: 'r' });
    await creations.begin(other);
    await creations.begin(keyed);
    const outcome = await creations.begin(newCreation({ idempotencyKey: 'k', reference: 'r' }));
    expect(outcome).toMatchObject({ kind: 'conflict', creation: { id: keyed.id } });
  });

  it('lets the same customer begin at another provider and at another account', async () => {
    const same = { customerId: newId(), reference: 'r' };
    for (const place of [{}, { provider: 'SOAP' }, { account: 'eu' }]) {
      expect(await creations.begin(newCreation({ ...same, ...place }))).toMatchObject({ kind: 'begun' });
    }
  });

  it('begins once when fifty ask at once with one key', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => creations.begin(newCreation({ idempotencyKey: 'one' }))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
    expect(new Set(outcomes.flatMap((o) => (o.kind === 'conflict' ? [o.creation.id] : []))).size).toBe(1);
    expect(await count('customer_creation')).toBe(1);
  });

  it('begins once when fifty ask at once for one reference, without a key', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => creations.begin(newCreation({ reference: 'one' }))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
  });

  it('never begins a second time while the first one is succeeding', async () => {
    for (let round = 0; round < 20; round += 1) {
      const first = newCreation({ reference: `r-${round}` });
      await creations.begin(first);
      const [, ...outcomes] = await Promise.all([
        creations.succeed(first.id, success(`ext-${round}`), answered),
        ...Array.from({ length: 8 }, () => creations.begin(newCreation({ reference: `r-${round}` }))),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill('conflict'));
    }
  });

  it('begins again after a failure, with the same key only when it was released', async () => {
    const first = newCreation({ reference: 'r', idempotencyKey: 'kept' });
    await creations.begin(first);
    await creations.fail(first.id, { kind: 'rate-limit' }, { releaseKey: false }, await holderOf(first));
    const again = newCreation({ reference: 'r', idempotencyKey: 'kept' });
    expect(await creations.begin(again)).toMatchObject({
      kind: 'conflict',
      creation: { id: first.id, state: 'FAILED' },
    });

    const second = newCreation({ reference: 'r', idempotencyKey: 'released' });
    await creations.begin(second);
    await creations.fail(second.id, { kind: 'rate-limit' }, { releaseKey: true }, await holderOf(second));
    const third = newCreation({ reference: 'r', idempotencyKey: 'released' });
    expect(await creations.begin(third)).toMatchObject({ kind: 'begun' });
  });

  it('reads a failure of a kind that only a newer version knows, beside it on the same database', async () => {
    const creation = newCreation({});
    await creations.begin(creation);
    const unheardOf = { kind: 'moonphase' } as unknown as DefiniteFailure;
    await creations.fail(creation.id, unheardOf, { releaseKey: true }, await holderOf(creation));
    const read = await creations.find(creation.id);
    expect(read).toMatchObject({ state: 'FAILED', failure: { kind: 'unavailable', reason: expect.any(String) } });
  });

  it('begins again when the link of an earlier success was deleted by hand', async () => {
    const { creation } = await createLinked('ext', { reference: 'r' });
    expect(await creations.begin(newCreation({ reference: 'r' }))).toMatchObject({
      kind: 'conflict',
      creation: { id: creation.id, state: 'SUCCEEDED' },
    });
    await database.sql('DELETE FROM provider_customer', []);
    expect(await creations.begin(newCreation({ reference: 'r' }))).toMatchObject({ kind: 'begun' });
  });
});

describe('succeed', () => {
  it('settles the creation, and returns the customer and the link that it wrote', async () => {
    const creation = newCreation({ reference: 'r-1', idempotencyKey: 'k-1' });
    await creations.begin(creation);
    const linkId = newId();
    const outcome = await creations.succeed(creation.id, { externalId: 'ext-1', created: true, linkId }, answered);
    expect(outcome).toEqual({
      kind: 'settled',
      customer: {
        id: creation.customerId,
        profile: { ...ada, reference: 'r-1' },
        profileVersion: 1,
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      },
      providerCustomer: {
        id: linkId,
        customerId: creation.customerId,
        provider: 'STAX',
        account: 'default',
        mode: 'EMULATED',
        externalId: 'ext-1',
        profileVersion: 1,
        providerCreatedAt: undefined,
        createdAt: expect.any(Date),
      },
    });
    expect(outcome.kind === 'settled' && (await customer(creation.customerId))).toEqual(
      outcome.kind === 'settled' && outcome.customer,
    );
    const settled = await creations.find(creation.id);
    expect(settled).toMatchObject({ state: 'SUCCEEDED', externalId: 'ext-1', created: true, idempotencyKey: 'k-1' });
    expect(settled).toHaveProperty('settledAt');
    expect(settled).not.toHaveProperty('input');
  });

  it('stores a customer of whom next to nothing is known', async () => {
    const { customer: stored } = await createLinked('ext', { profile: { company: 'Engines' } });
    expect(stored.profile).toEqual({ company: 'Engines' });
  });

  it('tells of the settled creation the second time, and changes nothing', async () => {
    const { creation } = await createLinked('ext-1');
    expect(await creations.succeed(creation.id, success('ext-2'), answered)).toMatchObject({
      kind: 'already-settled',
      creation: { id: creation.id, state: 'SUCCEEDED', externalId: 'ext-1' },
    });
    expect(await count('provider_customer')).toBe(1);
  });

  it('settles once when many report the same success', async () => {
    const creation = newCreation();
    await creations.begin(creation);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => creations.succeed(creation.id, success('ext'), answered)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'settled')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'already-settled')).toHaveLength(9);
  });

  it.each(['UNKNOWN', 'NEEDS_REVIEW'])('settles one that was %s', async (state) => {
    const creation = newCreation();
    await creations.begin(creation);
    if (state === 'UNKNOWN') await creations.markUnknown(creation.id, 'no answer', inMs(0), await leaseOf(creation));
    else await creations.needsReview(creation.id, 'no answer', await leaseOf(creation));
    expect(await creations.succeed(creation.id, success('ext'), answered)).toMatchObject({ kind: 'settled' });
    expect(await creations.find(creation.id)).not.toHaveProperty('reason');
  });

  it('settles it whatever characters the provider answered, in names too', async () => {
    const creation = newCreation({});
    await creations.begin(creation);
    const details = { 'na\0me': 'a\0b', list: [{ '\uD800': '\uDC00' }] };
    const outcome = await creations.succeed(creation.id, { ...success('ext-1'), details }, answered);
    expect(outcome.kind).toBe('settled');
    const [row] = await database.sql<{ details: object }>('SELECT details FROM provider_customer', []);
    expect(row?.details).toEqual({ 'na\uFFFDme': 'a\uFFFDb', list: [{ '\uFFFD': '\uFFFD' }] });
  });

  it('merges into an existing customer: what is given wins, what is stored fills', async () => {
    const first = await createLinked('ext-1', { reference: 'r' });
    const { customer: merged } = await createLinked('ext-2', {
      provider: 'SOAP',
      customerId: first.customer.id,
      existingCustomer: true,
      profile: {
        email: 'new@example.com',
        address: { line1: '1 New Road', postalCode: 'N1' },
        metadata: [
          { key: 'new', value: '1' },
          { key: 'tier', value: 'platinum' },
        ],
      },
    });
    expect(merged).toEqual({
      id: first.customer.id,
      profile: {
        ...ada,
        reference: 'r',
        email: 'new@example.com',
        address: { line1: '1 New Road', city: 'London', country: 'GB', postalCode: 'N1' },
        metadata: [
          { key: 'tier', value: 'platinum' },
          { key: 'source', value: 'letter' },
          { key: 'new', value: '1' },
        ],
      },
      profileVersion: 2,
      createdAt: first.customer.createdAt,
      updatedAt: expect.any(Date),
    });
    expect(merged.updatedAt.getTime()).toBeGreaterThanOrEqual(first.customer.updatedAt.getTime());
    expect(await count('customer')).toBe(1);
  });

  it('merges what was given, not what was stored when the creation began', async () => {
    const first = newCreation({ profile: { firstName: 'Jo', email: 'old@example.com' } });
    await creations.begin(first);
    await creations.succeed(first.id, success('ext-1'), answered);
    // Begun with the old address as its own, and settled after another creation brought the new one.
    const begun = newCreation({ customerId: first.customerId, existingCustomer: true, provider: 'SOAP' });
    const profile = { firstName: 'Jo', email: 'old@example.com', company: 'Example Traders' };
    const late = { ...begun, input: { ...begun.input, profile, given: { company: 'Example Traders' } } };
    await creations.begin(late);
    const newer = newCreation({
      customerId: first.customerId,
      existingCustomer: true,
      provider: 'XPAY',
      profile: { email: 'new@example.com' },
    });
    await creations.begin(newer);
    await creations.succeed(newer.id, success('ext-2'), answered);
    const settled = await creations.succeed(late.id, success('ext-3'), answered);
    expect(settled).toMatchObject({
      kind: 'settled',
      customer: { profile: { firstName: 'Jo', email: 'new@example.com', company: 'Example Traders' } },
    });
  });

  it('merges what was sent where what was given is not told apart', async () => {
    const first = newCreation({ profile: { firstName: 'Jo', email: 'old@example.com' } });
    await creations.begin(first);
    await creations.succeed(first.id, success('ext-1'), answered);
    const profile = { email: 'new@example.com' };
    const next = newCreation({ customerId: first.customerId, existingCustomer: true, provider: 'SOAP', profile });
    await creations.begin(next);
    await database.sql("UPDATE customer_creation SET input = input - 'given' WHERE id = $1::uuid", [next.id]);
    expect(await creations.succeed(next.id, success('ext-2'), answered)).toMatchObject({
      kind: 'settled',
      customer: { profile: { firstName: 'Jo', email: 'new@example.com' } },
    });
  });

  it('fills what an existing customer lacks, its reference too', async () => {
    const { customer: bare } = await createLinked('ext-1', { profile: { firstName: 'Ada' } });
    const { customer: filled } = await createLinked('ext-2', {
      provider: 'SOAP',
      customerId: bare.id,
      existingCustomer: true,
      reference: 'late',
      profile: { address: { city: 'London' }, metadata: [{ key: 'a', value: 'b' }] },
    });
    expect(filled.profile).toEqual({
      firstName: 'Ada',
      reference: 'late',
      address: { city: 'London' },
      metadata: [{ key: 'a', value: 'b' }],
    });
  });

  it('leaves a reference to the customer that has it', async () => {
    await createLinked('ext-1', { reference: 'r' });
    const { customer: other } = await createLinked('ext-2', { provider: 'SOAP' });
    const intruder = newCreation({ provider: 'JUSPAY', customerId: other.id, existingCustomer: true, reference: 'r' });
    expect(await creations.begin(intruder)).toEqual({ kind: 'reference-taken' });
    expect(await creations.find(intruder.id)).toBeUndefined();
    expect((await customer(other.id))?.profile).not.toHaveProperty('reference');
  });

  it('uses the customer that another provider stored under the same reference meanwhile', async () => {
    const late = newCreation({ provider: 'SOAP', reference: 'r', profile: { lastName: 'King' } });
    await creations.begin(late);
    const first = await createLinked('ext-1', { reference: 'r' });
    const outcome = await creations.succeed(late.id, success('ext-2'), answered);
    expect(outcome).toMatchObject({
      kind: 'settled',
      customer: { id: first.customer.id, profile: { firstName: 'Ada', lastName: 'King' } },
      providerCustomer: { customerId: first.customer.id },
    });
    expect((await creations.find(late.id))?.customerId).toBe(first.customer.id);
    expect(await count('customer')).toBe(1);
  });

  it.each([
    ['under one reference', () => ({ reference: newId() })],
    ['under one reserved id', () => ({ customerId: newId() })],
    ['under both', () => ({ customerId: newId(), reference: newId() })],
  ])('makes one customer when providers succeed at the same moment, %s', async (_, identity) => {
    for (let round = 0; round < 10; round += 1) {
      const same = identity();
      const begun = ['STAX', 'SOAP', 'JUSPAY', 'VAULTERA'].map((provider) => newCreation({ provider, ...same }));
      for (const creation of begun) await creations.begin(creation);
      const outcomes = await Promise.all(
        begun.map(({ id }) => creations.succeed(id, success(`ext-${round}`), answered)),
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('settled'));
      const ids = outcomes.flatMap((o) => (o.kind === 'settled' ? [o.customer.id, o.providerCustomer.customerId] : []));
      expect(new Set(ids).size).toBe(1);
      const stored = await Promise.all(begun.map(({ id }) => creations.find(id)));
      expect(new Set(stored.map((creation) => creation?.customerId))).toEqual(new Set(ids));
      expect(await count('customer')).toBe(round + 1);
      expect(await count('provider_customer')).toBe(4 * (round + 1));
    }
  });

  it('loses nothing of what providers that succeed at the same moment add to one customer', async () => {
    const { customer: stored } = await createLinked('ext', { profile: { firstName: 'Ada' } });
    const begun = ['SOAP', 'JUSPAY', 'VAULTERA', 'XPAY'].map((provider) =>
      newCreation({
        provider,
        customerId: stored.id,
        existingCustomer: true,
        profile: { address: { [provider]: 'x' }, metadata: [{ key: provider, value: 'x' }] },
      }),
    );
    for (const creation of begun) await creations.begin(creation);
    await Promise.all(begun.map(({ id }) => creations.succeed(id, success(`ext-${id}`), answered)));
    const merged = (await customer(stored.id))?.profile;
    expect(Object.keys(merged?.address ?? {}).sort()).toEqual(['JUSPAY', 'SOAP', 'VAULTERA', 'XPAY']);
    expect(merged?.metadata?.map(({ key }) => key).sort()).toEqual(['JUSPAY', 'SOAP', 'VAULTERA', 'XPAY']);
  });

  it('writes nothing when the external id is linked to another customer, and says to which', async () => {
    const { providerCustomer } = await createLinked('ext');
    const creation = newCreation({ reference: 'r' });
    await creations.begin(creation);
    expect(await creations.succeed(creation.id, success('ext'), answered)).toEqual({
      kind: 'taken',
      link: providerCustomer,
    });
    expect(await count('customer')).toBe(1);
    expect(await creations.find(creation.id)).toMatchObject({ state: 'IN_FLIGHT', input: creation.input });
    expect(
      await creations.fail(creation.id, { kind: 'already-exists' }, { releaseKey: false }, await holderOf(creation)),
    ).toBe(true);
  });

  it('writes nothing when the customer has another link at the account', async () => {
    const late = newCreation({ reference: 'r' });
    await creations.begin(late);
    const { customer: stored, providerCustomer } = await createLinked('ext-1');
    await database.sql('UPDATE customer SET reference = $1 WHERE id = $2::uuid', ['r', stored.id]);
    expect(await creations.succeed(late.id, success('ext-2'), answered)).toEqual({
      kind: 'taken',
      link: providerCustomer,
    });
    expect((await creations.find(late.id))?.state).toBe('IN_FLIGHT');
  });

  it('links one external id to one customer when two claim it at once', async () => {
    const both = [newCreation(), newCreation()];
    for (const creation of both) await creations.begin(creation);
    const outcomes = await Promise.all(both.map(({ id }) => creations.succeed(id, success('same'), answered)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['settled', 'taken']);
    expect(await count('customer')).toBe(1);
  });

  it('stores a customer anew that was deleted meanwhile', async () => {
    const creation = newCreation({ existingCustomer: true });
    await creations.begin(creation);
    expect(await creations.succeed(creation.id, success('ext'), answered)).toMatchObject({
      kind: 'settled',
      customer: { id: creation.customerId, profile: ada },
    });
  });

  it('rejects for a creation that there is not', async () => {
    await expect(creations.succeed(newId(), success('ext'), answered)).rejects.toThrow('There is no creation');
  });
});

describe('fail', () => {
  const failure: DefiniteFailure = {
    kind: 'validation',
    violations: [{ path: ['email'], code: 'INVALID_FORMAT', message: 'An e-mail address, please.' }],
    providerCode: 'bad_request',
    httpStatus: 400,
  };

  it('keeps the failure, and erases the input', async () => {
    const creation = newCreation({ idempotencyKey: 'k' });
    await creations.begin(creation);
    expect(await creations.fail(creation.id, failure, { releaseKey: false }, await holderOf(creation))).toBe(true);
    const settled = await creations.find(creation.id);
    expect(settled).toMatchObject({ state: 'FAILED', failure, idempotencyKey: 'k', settledAt: expect.any(Date) });
    expect(settled).not.toHaveProperty('input');
    expect(await creations.fail(creation.id, failure, { releaseKey: false }, await holderOf(creation))).toBe(false);
    expect(await creations.succeed(creation.id, success('ext'), answered)).toMatchObject({ kind: 'already-settled' });
  });

  it('keeps words that PostgreSQL cannot store as near as it can', async () => {
    const creation = newCreation();
    await creations.begin(creation);
    const odd: DefiniteFailure = { kind: 'authentication', providerMessage: 'a\0b\uD800c \u{1F600}' };
    expect(await creations.fail(creation.id, odd, { releaseKey: true }, await holderOf(creation))).toBe(true);
    expect(await creations.find(creation.id)).toMatchObject({
      failure: { providerMessage: 'a\uFFFDb\uFFFDc \u{1F600}' },
    });
  });
});

describe('unknown outcomes', () => {
  it('are noted with their reason, and keep the input', async () => {
    const creation = newCreation();
    await creations.begin(creation);
    expect(await creations.markUnknown(creation.id, 'no answer', inMs(0), await leaseOf(creation))).toEqual(
      expect.any(Date),
    );
    expect(await creations.find(creation.id)).toMatchObject({
      state: 'UNKNOWN',
      reason: 'no answer',
      input: creation.input,
    });
    expect(await creations.needsReview(creation.id, 'cannot be found out', await leaseOf(creation))).toBe(true);
    expect(await creations.find(creation.id)).toMatchObject({ state: 'NEEDS_REVIEW', input: creation.input });
    expect(await creations.markUnknown(creation.id, 'no answer', inMs(0), await leaseOf(creation))).toBeUndefined();
    expect(await creations.sending(creation.id, 1_000, await leaseOf(creation))).toBeUndefined();
  });

  it('count a sending only while the lease is held', async () => {
    const creation = newCreation({ leaseMs: 0 });
    const begun = await creations.begin(creation);
    const lost = begun.kind === 'begun' ? begun.leaseUntil : new Date(0);
    const [claimed] = await creations.claimDue(stax(1), 60_000);
    expect(await creations.sending(creation.id, 60_000, lost)).toBeUndefined();
    expect(await creations.renewLease(creation.id, 60_000, lost)).toBeUndefined();
    expect(await creations.markUnknown(creation.id, 'late', inMs(0), lost)).toBeUndefined();
    expect(await creations.needsReview(creation.id, 'late', lost)).toBe(false);
    expect(
      await creations.fail(
        creation.id,
        { kind: 'rate-limit' },
        { releaseKey: true },
        { kind: 'lease-holder', leaseUntil: lost },
      ),
    ).toBe(false);

    const sent = await creations.sending(creation.id, 90_000, claimed?.leaseUntil ?? lost);
    expect(sent?.getTime()).toBeGreaterThan(claimed?.leaseUntil.getTime() ?? Number.POSITIVE_INFINITY);
    expect(await creations.find(creation.id)).toMatchObject({ attempts: 2, leaseUntil: sent, state: 'IN_FLIGHT' });
    const renewed = await creations.renewLease(creation.id, 120_000, sent ?? lost);
    expect(await creations.find(creation.id)).toMatchObject({ attempts: 2, leaseUntil: renewed });
  });
});

describe('by the clock of the database', () => {
  it.each([
    ['a young one', 1, 2_000],
    ['an older one', 60, 30_000],
    ['an old one', 7_200, 300_000],
    ['one of a clock that was set back', -60, 2_000],
  ])('%s waits for a share of its age, within bounds', async (_, ageSeconds, waitMs) => {
    const creation = newCreation();
    await creations.begin(creation);
    const age = `now() - interval '1 second' * $1::integer`;
    await database.sql(`UPDATE customer_creation SET created_at = ${age}`, [ageSeconds]);
    const next = await creations.markUnknown(
      creation.id,
      'no answer',
      { ofAge: 0.5, leastMs: 2_000, mostMs: 300_000 },
      await leaseOf(creation),
    );
    const [row] = await database.sql<{ updatedAt: Date; leaseUntil: Date }>(
      'SELECT updated_at AS "updatedAt", lease_until AS "leaseUntil" FROM customer_creation',
      [],
    );
    expect(row?.leaseUntil).toEqual(next);
    // The statements come a moment after each other.
    expect(Math.abs(Number(next) - Number(row?.updatedAt) - waitMs)).toBeLessThan(500);
  });

  it('a creation is late, and is not sent any more, although it was claimed in time', async () => {
    const creation = newCreation({ leaseMs: 0 });
    await creations.begin(creation);
    const [inTime] = await creations.claimDue(stax(1), 0);
    expect(inTime).toMatchObject({ id: creation.id, late: false });
    await database.sql(`UPDATE customer_creation SET recover_until = now() - interval '1 second'`, []);
    expect(await creations.sending(creation.id, 60_000, inTime?.leaseUntil ?? new Date(0))).toBeUndefined();
    expect(await creations.find(creation.id)).toMatchObject({ attempts: 1 });
    expect(await creations.claimDue(stax(1), 60_000)).toMatchObject([{ id: creation.id, late: true }]);
  });

  it('tells when it was last sent', async () => {
    const creation = newCreation({ leaseMs: 0 });
    await creations.begin(creation);
    await database.sql(`UPDATE customer_creation SET created_at = created_at - interval '1 hour'`, []);
    const claim = async () => (await creations.claimDue(stax(1), 0))[0];
    const secondsAgo = (claimed: Awaited<ReturnType<typeof claim>>) =>
      (Number(claimed?.claimedAt) - Number(claimed?.sentAt)) / 1000;
    const first = await claim();
    expect(secondsAgo(first)).toBeGreaterThanOrEqual(3_600);
    await creations.renewLease(creation.id, 0, first?.leaseUntil ?? new Date(0));
    const second = await claim();
    expect(secondsAgo(second)).toBeGreaterThanOrEqual(3_600);
    expect(await creations.sending(creation.id, 0, second?.leaseUntil ?? new Date(0))).toBeDefined();
    expect(secondsAgo(await claim())).toBeLessThan(60);
  });
});

describe('what a person settles', () => {
  it('must need a review at that moment', async () => {
    const creation = newCreation();
    await creations.begin(creation);
    const failure = { kind: 'unavailable', reason: 'a person found so' } as const;
    expect(await creations.fail(creation.id, failure, { releaseKey: true }, operator)).toBe(false);
    expect(await creations.succeed(creation.id, success('ext'), operator)).toMatchObject({
      kind: 'already-settled',
      creation: { state: 'IN_FLIGHT' },
    });
    await creations.needsReview(creation.id, 'a reason', await leaseOf(creation));
    expect(await creations.fail(creation.id, failure, { releaseKey: true }, operator)).toBe(true);
  });
});

describe('reopen', () => {
  it('has what needs a review sent anew, with another key and all the time of a new one', async () => {
    const creation = newCreation({ recoverForMs: 0 });
    await creations.begin(creation);
    expect(await creations.reopen(creation.id, { recoverForMs: 3_600_000, now: new Date() })).toBe(false);
    await creations.needsReview(creation.id, 'a reason', await leaseOf(creation));
    expect(await creations.reopen(creation.id, { recoverForMs: 3_600_000, now: new Date() })).toBe(true);
    expect(await creations.reopen(creation.id, { recoverForMs: 3_600_000, now: new Date() })).toBe(false);
    expect(await creations.find(creation.id)).toMatchObject({ state: 'UNKNOWN', keyGeneration: 1, attempts: 1 });
    expect(await creations.claimDue(stax(1), 60_000)).toMatchObject([{ id: creation.id, late: false }]);
  });
});

const ago = (ms: number) => new Date(Date.now() - ms);

/** The embedded database has the clock of its process. */
describe.runIf(process.env.TEST_DATABASE_URL)('by the clock of the database, whatever the process has for one', () => {
  afterEach(() => void vi.useRealTimers());
  const secondsFromNow = async (column: string) =>
    (
      await database.sql<{ seconds: number }>(
        `SELECT extract(epoch FROM ${column} - now())::float8 AS seconds FROM customer_creation`,
        [],
      )
    )[0]?.seconds;

  it.each([-48, 48])('a review and sending again, off by %i hours', async (hours) => {
    const creation = newCreation();
    await creations.begin(creation);
    const lease = await leaseOf(creation);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
    expect(await creations.needsReview(creation.id, 'a reason', lease)).toBe(true);
    expect(await secondsFromNow('updated_at')).toBeCloseTo(0, -1);
    expect(await creations.reopen(creation.id, { recoverForMs: 60_000, now: new Date() })).toBe(true);
    for (const column of ['updated_at', 'lease_until', 'next_attempt_at']) {
      expect(await secondsFromNow(column)).toBeCloseTo(0, -1);
    }
    // By the earlier of the two clocks, so that neither lets it be sent for too long.
    expect(await secondsFromNow('recover_until')).toBeCloseTo(60 + Math.min(0, hours) * 3_600, -1);
  });
});

describe('claimDue', () => {
  it('takes what ran out of its lease and what is due, with its input, and leaves the rest', async () => {
    const hour = 3_600_000;
    const make = async (overrides: Parameters<typeof newCreation>[0] = {}) => {
      const creation = newCreation(overrides);
      await creations.begin(creation);
      return creation;
    };
    const expired = await make({ leaseMs: 0 });
    const due = await make();
    await creations.markUnknown(due.id, 'no answer', inMs(-1_000), await leaseOf(due));
    await make();
    const later = await make();
    await creations.markUnknown(later.id, 'no answer', inMs(hour), await leaseOf(later));
    const review = await make({ leaseMs: 0 });
    await creations.needsReview(review.id, 'odd', await leaseOf(review));
    await createLinked('ext', { leaseMs: 0 });

    const claimed = await creations.claimDue(stax(10), 60_000);
    expect(claimed.map(({ id }) => id).sort()).toEqual([expired.id, due.id].sort());
    expect(claimed.find(({ id }) => id === due.id)).toMatchObject({ state: 'UNKNOWN', attempts: 1, input: due.input });
    expect(await creations.claimDue(stax(10), 60_000)).toEqual([]);
  });

  it('gives no creation to two claimers', async () => {
    for (let i = 0; i < 40; i += 1) await creations.begin(newCreation({ leaseMs: 0 }));
    const claims = await Promise.all(Array.from({ length: 10 }, () => creations.claimDue(stax(7), 60_000)));
    const ids = claims.flat().map(({ id }) => id);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  it('looks up what it takes, however much there is', async () => {
    await database.sql(
      `INSERT INTO customer_creation (
         id, state, provider, account, customer_id, existing_customer, fingerprint, input, attempts, lease_until,
         recover_until)
       SELECT gen_random_uuid(), 'UNKNOWN', 'STAX', 'default', gen_random_uuid(), false, '', '{}', 1, now(), now()
       FROM generate_series(1, 20000)`,
      [],
    );
    await database.sql('ANALYZE customer_creation', []);
    const plan = await database.sql<{ 'QUERY PLAN': string }>(`EXPLAIN ${claimDue}`, [
      JSON.stringify(stax(8)),
      10_000,
      [],
    ]);
    const steps = plan.map((row) => row['QUERY PLAN']).filter((step) => step.includes('on customer_creation'));
    expect(steps.length).toBeGreaterThanOrEqual(2);
    for (const step of steps) expect(step).not.toContain('Seq Scan');
  });

  it('takes from each account no more than there is room for, however much waits at another', async () => {
    const at = async (provider: string, account: string, count: number) => {
      for (let i = 0; i < count; i += 1) await creations.begin(newCreation({ provider, account, leaseMs: 0 }));
    };
    await at('STAX', 'default', 9);
    await at('STAX', 'eu', 5);
    await at('XPAY', 'default', 2);
    await at('SOAP', 'default', 4);
    const limit = (provider: string, account: string, most: number) =>
      ({ provider, account, mode: 'EMULATED', limit: most }) as const;
    const claimed = await creations.claimDue(
      [
        limit('STAX', 'default', 4),
        limit('STAX', 'eu', 3),
        limit('XPAY', 'default', 4),
        limit('SOAP', 'default', -5),
        limit('JUSPAY', 'default', 3),
      ],
      60_000,
    );
    const count = (provider: string, account: string) =>
      claimed.filter((creation) => creation.provider === provider && creation.account === account).length;
    expect([count('STAX', 'default'), count('STAX', 'eu'), count('XPAY', 'default'), claimed.length]).toEqual([
      4, 3, 2, 9,
    ]);
  });
});

describe('creations of other accounts and modes', () => {
  it('are left to the processes that have them', async () => {
    const live = newCreation({ leaseMs: 0, mode: 'LIVE' });
    const emulated = newCreation({ leaseMs: 0 });
    for (const creation of [live, emulated]) await creations.begin(creation);
    const claimed = await creations.claimDue(stax(10), 60_000);
    expect(claimed.map(({ id }) => id)).toEqual([emulated.id]);
    expect(await creations.claimDue([{ provider: 'STAX', account: 'eu', mode: 'LIVE', limit: 10 }], 0)).toEqual([]);
  });

  it('need a review when nobody has had the account for long', async () => {
    const creation = newCreation({ leaseMs: 0 });
    await creations.begin(creation);
    await database.sql("UPDATE customer_creation SET recover_until = now() - interval '1 hour'", []);
    expect(await creations.reviewAbandoned('nobody has it', ago(7_200_000))).toEqual([]);
    expect(await creations.reviewAbandoned('nobody has it', ago(1_800_000))).toEqual([
      { id: creation.id, provider: 'STAX', account: 'default', mode: 'EMULATED', attempts: 1 },
    ]);
    expect(await creations.find(creation.id)).toMatchObject({ state: 'NEEDS_REVIEW', reason: 'nobody has it' });
  });
});

describe('useInModes', () => {
  const used = (mode: ProviderMode) => creations.useInModes([{ provider: 'STAX', account: 'default', mode }]);
  const modes = async () => {
    const read = (table: string) => database.sql<{ mode: string }>(`SELECT DISTINCT mode FROM ${table}`, []);
    return [...(await read('provider_customer')), ...(await read('customer_creation'))].map(({ mode }) => mode);
  };
  // As written before modes were recorded.
  const earlierRows = async () => {
    await createLinked('ext-1');
    for (const table of ['provider_customer', 'customer_creation']) {
      await database.sql(`UPDATE ${table} SET mode = DEFAULT`, []);
    }
    await database.sql('TRUNCATE account_mode', []);
  };

  it('tells all modes that the account was ever used in', async () => {
    await database.sql('TRUNCATE account_mode', []);
    expect(await used('EMULATED')).toMatchObject([{ mode: 'EMULATED' }]);
    expect(await used('EMULATED')).toHaveLength(1);
    expect((await used('LIVE')).map(({ mode }) => mode).sort()).toEqual(['EMULATED', 'LIVE']);
    expect(await creations.useInModes([{ provider: 'XPAY', account: 'default', mode: 'TEST' }])).toHaveLength(1);
  });

  it.each(['TEST', 'EMULATED', 'LIVE'] as const)('takes earlier rows for those of the first mode: %s', async (mode) => {
    await earlierRows();
    await used(mode);
    expect(await modes()).toEqual([mode, mode]);
  });

  it('takes all earlier rows, however many there are', async () => {
    await earlierRows();
    const [link, creation] = [
      'provider, account',
      `state, provider, account, existing_customer, fingerprint, attempts, lease_until, recover_until, external_id, created,
       settled_at`,
    ];
    await database.sql(
      `WITH c AS (INSERT INTO customer (id) SELECT gen_random_uuid() FROM generate_series(1, 6000) RETURNING id),
       links AS (
         INSERT INTO provider_customer (id, customer_id, external_id, ${link})
         SELECT c.id, c.id, c.id::text, l.* FROM c CROSS JOIN (SELECT ${link} FROM provider_customer) AS l
       )
       INSERT INTO customer_creation (id, customer_id, idempotency_key, ${creation})
       SELECT c.id, c.id, c.id::text, k.* FROM c CROSS JOIN (SELECT ${creation} FROM customer_creation) AS k RETURNING id`,
      [],
    );
    await used('TEST');
    expect(await modes()).toEqual(['TEST', 'TEST']);
  });

  it('takes no live rows for those of another mode', async () => {
    await earlierRows();
    await used('LIVE');
    await used('TEST');
    expect(await modes()).toEqual(['LIVE', 'LIVE']);
  });
});

describe('duplicates', () => {
  it('are on record once each, without the one that is linked, until they are removed', async () => {
    const { creation } = await createLinked('linked');
    expect(await creations.recordDuplicates(creation.id, ['linked'])).toBeUndefined();
    expect(await creations.recordDuplicates(creation.id, ['b', 'linked', 'a'])).toEqual({
      duplicateExternalIds: ['a', 'b'],
      externalId: 'linked',
    });
    expect(await creations.recordDuplicates(creation.id, ['b'])).toBeUndefined();
    expect(await creations.recordDuplicates(creation.id, ['c'])).toMatchObject({
      duplicateExternalIds: ['a', 'b', 'c'],
    });
    const other = newCreation();
    await creations.begin(other);
    const page = (request: object) => creations.page({ first: 10, hasDuplicates: true, ...request });
    expect(await page({})).toMatchObject({ creations: [{ id: creation.id }], hasNextPage: false });
    expect(await page({ state: 'FAILED' })).toMatchObject({ creations: [] });
    expect(await page({ after: creation.id })).toMatchObject({ creations: [] });
    expect(await creations.countWithDuplicates()).toBe(1);
    // The record is kept until somebody has seen to it.
    expect(await creations.pruneSettled(ago(-60_000), 10)).toBe(0);
    expect(await creations.clearDuplicates(creation.id)).toBe(true);
    expect(await creations.clearDuplicates(creation.id)).toBe(false);
    expect(await creations.pruneSettled(ago(-60_000), 10)).toBe(1);
  });
});

describe('abandonLeases', () => {
  it('ends the leases of which more is left', async () => {
    const [short, long] = [newCreation({ leaseMs: 60_000 }), newCreation({ leaseMs: 7_200_000 })];
    for (const creation of [short, long]) await creations.begin(creation);
    await creations.abandonLeases(3_600_000);
    expect(await creations.claimDue(stax(10), 60_000)).toMatchObject([{ id: long.id }]);
    await creations.abandonLeases(0);
    expect(await creations.claimDue(stax(10), 60_000)).toHaveLength(2);
  });

  it('leaves a long pause before a next attempt alone, unless it is longer than any', async () => {
    const creation = newCreation();
    const { id } = creation;
    await creations.begin(creation);
    const anHour = { ofAge: 0, leastMs: 3_600_000, mostMs: 3_600_000 };
    expect(await creations.markUnknown(id, 'asked to wait', anHour, await leaseOf(creation))).toBeInstanceOf(Date);
    await creations.abandonLeases(60_000, 7_200_000);
    expect(await creations.claimDue(stax(10), 60_000)).toEqual([]);
    await creations.abandonLeases(60_000, 1_800_000);
    expect(await creations.claimDue(stax(10), 60_000)).toMatchObject([{ id }]);
  });
});

describe('pruneSettled', () => {
  it('deletes no more at once than it is told to', async () => {
    for (let i = 0; i < 5; i += 1) await createLinked(`ext-${i}`);
    expect(await creations.pruneSettled(ago(-60_000), 3)).toBe(3);
    expect(await creations.pruneSettled(ago(-60_000), 3)).toBe(2);
    expect(await creations.pruneSettled(ago(-60_000), 3)).toBe(0);
  });

  it('deletes what was settled long ago, and neither links nor what is not settled', async () => {
    await createLinked('ext-1');
    const { creation: young } = await createLinked('ext-2');
    const open = newCreation();
    await creations.begin(open);
    await database.sql(
      `UPDATE customer_creation SET settled_at = now() - interval '2 days' WHERE external_id = 'ext-1'`,
      [],
    );
    expect(await creations.pruneSettled(ago(86_400_000), 100)).toBe(1);
    expect(await creations.pruneSettled(ago(86_400_000), 100)).toBe(0);
    expect(await creations.find(young.id)).toBeDefined();
    expect(await creations.find(open.id)).toBeDefined();
    expect(
      await createProviderCustomerRepository(database).findByExternalKeys([
        { provider: 'STAX', account: 'default', externalId: 'ext-1' },
      ]),
    ).toHaveLength(1);
  });
});
