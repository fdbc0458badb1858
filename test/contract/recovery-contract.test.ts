import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, textAt } from '../../src/datasources/kit/values.js';
import type { CreateCustomerRequest, PaymentDataSource } from '../../src/datasources/payment-data-source.js';
import type { Lookup, ProviderDefinition } from '../../src/datasources/provider-definition.js';
import { contracts } from '../support/provider-fixtures.js';
import { anotherCreation, create, openProvider, type Provider, requestOf } from './harness.js';
import { fullProfile, type ProviderContract } from './provider-contract.js';

/*
 * What goes wrong in silence when a provider's recovery is written by somebody new: a stranger's record is adopted, or
 * ours is not found and made once more. Every case runs at every provider that it can happen at.
 */

type Recorded = Readonly<Record<string, unknown>>;

const askable = contracts.filter(([, { recovery }]) => recovery.lookup !== undefined);
const keyed = contracts.filter(([, { recovery }]) => recovery.resend.harmless === 'while-key-lives');

const full = (contract: ProviderContract) => requestOf({ profile: fullProfile, options: contract.fullOptions });
const withOwnId = (request: CreateCustomerRequest, merchantCustomerId: string) => ({ ...request, merchantCustomerId });

/** A copy of a record as if it were another customer's: with an id of its own, and these texts in it replaced. */
function copyOf(record: Recorded, { stored }: ProviderContract, change: Readonly<Record<string, string>>): Recorded {
  const externalId = textAt(record, ...stored.externalId) ?? '';
  const replaced = Object.entries({ ...change, [externalId]: change[externalId] ?? `${externalId}-copy` });
  return JSON.parse(JSON.stringify(record), (_, value) => replaced.find(([text]) => text === value)?.[1] ?? value);
}

/** The record with null at this path. */
function without(record: Recorded, [first = '', ...rest]: readonly string[]): Recorded {
  const member = record[first];
  return { ...record, [first]: rest.length > 0 && isRecord(member) ? without(member, rest) : null };
}

describe.each(askable)('looking up at %s', (_title, definition, contract) => {
  const { name } = definition;
  const ownIdAt = contract.stored.ownId ?? [];
  let provider: Provider;
  let source: PaymentDataSource;
  let caseNumber = 0;
  beforeAll(async () => {
    provider = await openProvider(definition, contract.settings);
  });
  afterAll(() => provider.emulator.close());
  beforeEach(() => {
    provider.reset();
    source = provider.connect();
  });

  const onlyRecord = (): Recorded => {
    const [record, ...others] = provider.recorded();
    expect(others).toEqual([]);
    return record ?? {};
  };
  const idOf = (record: Recorded) => textAt(record, ...contract.stored.externalId);
  const emailOf = (request: CreateCustomerRequest) => request.profile.email ?? '';
  const add = (record: Recorded) => provider.emulator.customerStore(name).add(record);

  it('needs an own id on the records that it compares', () => {
    expect(definition.ownIdAt).toBeDefined();
    expect(ownIdAt).not.toEqual([]);
  });

  it('adopts no record with the same data and another id of ours, be it the beginning of it or longer', async () => {
    const request = withOwnId(full(contract), 'customer-10420');
    await create(source, request);
    const similar = ['customer-1042', 'customer-104200', 'Customer-10420', 'my-customer-10420', 'customer-1042 0'];
    for (const ownId of similar) {
      const stranger = withOwnId(request, ownId);
      expect(await source.findCustomer(stranger), ownId).toMatchObject({ kind: 'absent' });
    }
    expect(await source.findCustomer(request)).toMatchObject({ kind: 'found', externalId: idOf(onlyRecord()) });
  });

  it('adopts no record with the same data and no id of ours', async () => {
    const [request, other] = [full(contract), full(contract)];
    await create(source, request);
    const copy = copyOf(onlyRecord(), contract, { [emailOf(request)]: emailOf(other) });
    expect(textAt(copy, ...ownIdAt)).toBeDefined();
    add(without(copy, ownIdAt));
    expect((await source.findCustomer(other)).kind).not.toBe('found');
  });

  describe.runIf(contract.deleted !== undefined)('when ours was deleted', () => {
    it('adopts it no more than another, and finds the one that was not', async () => {
      const request = full(contract);
      await create(source, request);
      const record = onlyRecord();
      const missing = withOwnId(request, `${request.merchantCustomerId}-deleted`);
      const changed = { [request.merchantCustomerId]: missing.merchantCustomerId };
      add({ ...copyOf(record, contract, changed), ...contract.deleted });
      expect(await source.findCustomer(missing)).toEqual({ kind: 'absent' });
      add({ ...copyOf(record, contract, { [idOf(record) ?? '']: 'deleted-too' }), ...contract.deleted });
      const found = await source.findCustomer(request);
      expect(found).not.toHaveProperty('duplicates', expect.anything());
      expect(found).toMatchObject({
        kind: 'found',
        externalId: idOf(record),
        lookedUp: true,
      });
    });

    it('takes no answer for a success that shows it', async () => {
      const request = full(contract);
      await create(source, request);
      const body = { ...onlyRecord(), ...contract.deleted };
      provider.emulator.faults.inject(name, { fault: { kind: 'status', status: 200, body } });
      expect(await create(source, request)).toMatchObject({
        kind: 'outcome-unknown',
        kept: false,
        reason: expect.stringContaining('deleted'),
      });
    });
  });

  it.each([
    ['a quote', `customer-'1042`, 'customer-1042'],
    ['a double quote', 'customer-"1042', 'customer-1042'],
    ['the end of a search for it', `customer-10' OR '1'='1`, 'customer-1042'],
    ['a backslash', 'customer-\\1042', 'customer-1042'],
    ['a per cent sign', 'customer-%42', 'customer-1042'],
    ['an encoded letter', 'customer-%31', 'customer-1'],
    ['an asterisk', 'customer-*42', 'customer-1042'],
    ['an underscore', 'customer-_042', 'customer-1042'],
    ['a question mark', 'customer-10?2', 'customer-1042'],
    ['a plus sign', 'customer-1+42', 'customer-1 42'],
    ['an ampersand', 'customer-10&x=42', 'customer-10'],
    ['a slash', 'customer-10/42', 'customer-10'],
    ['a letter of two bytes', 'customer-é', 'customer-e'],
  ])('takes an own id with %s for nothing but itself', async (_, ownId, decoy) => {
    // The store is not emptied, and some providers take an own id only once.
    caseNumber += 1;
    const request = withOwnId(full(contract), `${caseNumber}-${ownId}`);
    // A provider that refuses such an id never gets it.
    if (source.prepare(request).violations.length > 0) return;
    const other = withOwnId(sameDataAllowed ? request : full(contract), `${caseNumber}-${decoy}`);
    await create(source, other);
    expect(await source.findCustomer(request)).toMatchObject({ kind: 'absent' });
    await create(source, anotherCreation(request));
    const [decoyRecord, ours] = provider.recorded();
    expect(await source.findCustomer(request)).toMatchObject({ kind: 'found', externalId: idOf(ours ?? {}) });
    expect(await source.findCustomer(other)).toMatchObject({ kind: 'found', externalId: idOf(decoyRecord ?? {}) });
  });

  /** Whether several customers may have the same data, so that many may match. */
  const sameDataAllowed = contract.repeats.otherCustomer.kind === 'created';
  describe.runIf(sameDataAllowed)('among more customers than a page holds', () => {
    const addStrangers = (record: Recorded, ownId: string) => {
      for (let n = 0; n < 250; n += 1) {
        const externalId = idOf(record) ?? '';
        add(copyOf(record, contract, { [externalId]: `${externalId}-${n}`, [ownId]: `${ownId}-${n}` }));
      }
    };

    it.each(['first', 'last'])('finds ours when it is the %s', async (place) => {
      const request = full(contract);
      const stranger = withOwnId(request, `${request.merchantCustomerId}-stranger`);
      const first = place === 'first' ? request : stranger;
      await create(source, first);
      addStrangers(onlyRecord(), first.merchantCustomerId);
      if (place === 'last') await create(source, anotherCreation(request));
      const ours = provider.recorded().find((record) => textAt(record, ...ownIdAt) === request.merchantCustomerId);
      expect(await source.findCustomer(request)).toMatchObject({ kind: 'found', externalId: idOf(ours ?? {}) });
    });

    it('finds that ours is absent, and only when it has seen them all', async () => {
      const request = full(contract);
      await create(source, request);
      addStrangers(onlyRecord(), request.merchantCustomerId);
      const before = provider.requests().length;
      const missing = withOwnId(request, `${request.merchantCustomerId}-missing`);
      expect(await source.findCustomer(missing)).toMatchObject({ kind: 'absent' });
      const byOurId = JSON.stringify(definition.recovery.lookup?.call(missing)).includes(missing.merchantCustomerId);
      // An emulator that gives all of them at once would hide that only the first page is read.
      if (!byOurId) expect(provider.requests().length - before).toBeGreaterThan(1);
    });
  });

  it('does not take a record for absent that may not show yet', async () => {
    const slow = await openProvider(lagging(definition, 60_000), contract.settings);
    const request = full(contract);
    try {
      const slowSource = slow.connect();
      expect(await slowSource.findCustomer(request)).toMatchObject({ kind: 'absent' });
      expect(await slowSource.findCustomer(request, 59_999)).toMatchObject({ kind: 'look-up-failed', tooEarly: true });
      expect(await slowSource.findCustomer(request, 60_000)).toMatchObject({ kind: 'absent' });
      await create(slowSource, request);
      expect(await slowSource.findCustomer(request, 0)).toMatchObject({ kind: 'found' });
    } finally {
      await slow.emulator.close();
    }
  });
});

const lagging = (definition: ProviderDefinition, visibleWithinMs: number): ProviderDefinition => {
  const lookup: Lookup | undefined = definition.recovery.lookup && { ...definition.recovery.lookup, visibleWithinMs };
  return { ...definition, recovery: { ...definition.recovery, lookup } };
};

describe.each(keyed)('the idempotency key at %s', (_title, definition, contract) => {
  it("is the creation's, whoever the customer is: the same for a repeat, another for another creation", async () => {
    const provider = await openProvider(definition, contract.settings);
    try {
      const source = provider.connect();
      const first = full(contract);
      const second = anotherCreation(first);
      for (const request of [first, first, second]) await create(source, request);
      const sent = provider.requests().map(({ headers }) => Object.values(headers));
      expect(sent).toEqual([
        expect.arrayContaining([first.idempotencyKey]),
        expect.arrayContaining([first.idempotencyKey]),
        expect.arrayContaining([second.idempotencyKey]),
      ]);
      expect(sent[2]).not.toContain(first.idempotencyKey);
      for (const headers of sent) expect(headers).not.toContain(first.merchantCustomerId);
    } finally {
      await provider.emulator.close();
    }
  });
});
