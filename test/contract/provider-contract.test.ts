import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FailureBudget } from '../../src/datasources/http/failure-budget.js';
import { loadDocument } from '../../src/datasources/kit/document.js';
import { textAt, valueAt } from '../../src/datasources/kit/values.js';
import type { CreateCustomerAnswer, CreateCustomerRequest } from '../../src/datasources/payment-data-source.js';
import { profilePlaces } from '../../src/domain/profile-fields.js';
import type { ProviderWords, ValidationFailure } from '../../src/domain/provider-failure.js';
import type { Violation } from '../../src/domain/violation.js';
import { credentialHeader } from '../../src/emulator/authentication.js';
import type { Fault } from '../../src/emulator/faults.js';
import { contracts } from '../support/provider-fixtures.js';
import { compileBreaches, constraintsOf } from './constraints.js';
import { anotherCreation, change, create, openProvider, type Provider, requestOf } from './harness.js';
import { type ContractInput, type ExpectedFailure, fullProfile, type ProviderContract } from './provider-contract.js';
import { readBasic, readBody } from './wire-request.js';

const pathAndCode = ({ path, code }: Violation) => [path.join('.'), code];

/** The smallest input that the provider accepts, and one with all fields. */
const inputsOf = (contract: ProviderContract): [string, ContractInput][] => [
  ['the least that it needs', contract.minimal],
  ['everything there is', { profile: fullProfile, options: contract.fullOptions, requestClientToken: true }],
];

describe.each(contracts)('%s', (_title, definition, contract) => {
  const { name } = definition;
  const repeatable = definition.recovery.resend.harmless !== 'never';
  const canLookUp = definition.recovery.lookup !== undefined;
  let provider: Provider;
  beforeAll(async () => {
    provider = await openProvider(definition, contract.settings);
  });
  afterAll(() => provider.emulator.close());
  beforeEach(() => provider.reset());

  const inject = (fault: Fault, times = 1) =>
    provider.emulator.faults.inject(name, { operationId: 'createCustomer', fault, times });
  /** The provider's id for the only customer recorded in this test. */
  const onlyId = () => {
    const customers = provider.recorded();
    expect(customers).toHaveLength(1);
    return textAt(customers[0], ...contract.stored.externalId);
  };
  const full = () => requestOf({ profile: fullProfile, options: contract.fullOptions });

  describe.each(inputsOf(contract))('given %s', (_, input) => {
    it('creates the customer, once', async () => {
      const [source, request] = [provider.connect(), requestOf(input)];
      expect(source.prepare(request).violations).toEqual([]);
      const answer = await create(source, request);
      expect(answer).toMatchObject({ kind: 'created', externalId: onlyId() });
      expect(provider.requests()).toHaveLength(1);
    });

    it('tells what the provider answered, in the fields that its document names', async () => {
      const answer = await create(provider.connect(), requestOf(input));
      const { customer } = loadDocument(definition.document);
      const documented = Object.keys(valueAt(customer, 'properties') as object);
      const details = Object.keys((valueAt(answer, 'details') ?? {}) as object);
      expect(details.length).toBeGreaterThan(0);
      expect(documented).toEqual(expect.arrayContaining(details));
      expect(answer).toMatchObject(contract.tellsWhenCreated ? { createdAt: expect.any(Date) } : {});
      expect(Math.abs(Date.now() - Number(valueAt(answer, 'createdAt') ?? Date.now()))).toBeLessThan(60_000);
    });

    it('is stored where the other tests look for it', async () => {
      const request = requestOf({ ...input, profile: { email: 'jo@example.com', ...input.profile } });
      await create(provider.connect(), request);
      const { email, ownId = ['idempotencyKey'] } = contract.stored;
      const [stored] = provider.recorded();
      expect(textAt(stored, ...email)).toBe(request.profile.email);
      expect(textAt(stored, ...ownId)).toBe(
        contract.stored.ownId ? request.merchantCustomerId : request.idempotencyKey,
      );
    });

    it('sends the credential as the page of the provider says', async () => {
      const source = provider.connect();
      await create(source, requestOf(input));
      const { security } = loadDocument(definition.document);
      const [sent] = provider.requests().map(({ headers }) => headers[credentialHeader(security)] ?? '');
      const basic = sent?.startsWith('Basic ') ? readBasic(sent) : undefined;
      expect(basic ? `Basic ${basic.username}:${basic.password}` : sent).toBe(contract.credential);
    });

    it('recognises the customer that it created', async () => {
      const [source, request] = [provider.connect(), requestOf({ ...input, requestClientToken: false })];
      const first = await create(source, request);
      const other = { ...requestOf({ ...input, requestClientToken: false }), profile: request.profile };
      const { sameCreation, sameCustomer, otherCustomer } = contract.repeats;
      expectRepeat(await create(source, request), sameCreation, first);
      expectRepeat(await create(source, anotherCreation(request)), sameCustomer, first);
      expectRepeat(await create(source, other), otherCustomer, first);
    });

    it('finds the customer again, or says that it cannot look', async () => {
      const [source, request] = [provider.connect(), requestOf({ ...input, requestClientToken: false })];
      const failed = { kind: 'look-up-failed', reason: expect.stringContaining(definition.title) };
      const absent = canLookUp ? { kind: 'absent' } : failed;
      expect(await source.findCustomer(request)).toEqual(absent);
      await create(source, request);
      const found = await source.findCustomer(request);
      // The record shows what was sent, so that nothing of it differs.
      const expected = { kind: 'found', externalId: onlyId(), lookedUp: true, differences: [] };
      expect(found).toMatchObject(canLookUp ? expected : failed);
      expect(await source.findCustomer(requestOf(input))).toEqual(absent);
      if (!canLookUp) expect(provider.requests()).toHaveLength(1);
      // A record with another id of ours belongs to another customer, even if all other data are the same.
      const stranger = { ...requestOf(input), profile: request.profile };
      expect(await source.findCustomer(stranger)).toMatchObject(absent);
    });
  });

  it('is made of inputs that there are', () => {
    const options = Object.keys(definition.options ?? {}).map((option) => [
      'providerOptions',
      name.toLowerCase(),
      option,
    ]);
    const inputs = [...profilePlaces.map(({ path }) => path), ['requestClientToken'], ...options];
    const known = inputs.map((path) => path.join('.'));
    const mapped = definition.fields.flatMap(({ input }) => input.map((path) => path.join('.')));
    expect(mapped.filter((path) => !known.includes(path))).toEqual([]);
  });

  it('says what it has no place for', () => {
    const source = provider.connect();
    const request = requestOf({ profile: fullProfile, requestClientToken: true });
    expect(source.prepare(request).notSent.map((path) => path.join('.'))).toEqual(contract.notSent);
    expect(source.prepare(requestOf(contract.minimal)).notSent).toEqual([]);
  });

  it('gives a client token only when asked, if at all', async () => {
    const source = provider.connect();
    const [asked, unasked] = [{ ...full(), requestClientToken: true }, full()];
    const token = { token: expect.stringMatching(/./), expiresAt: expect.any(Date) };
    const without = await create(source, unasked);
    expect([without.kind, valueAt(without, 'clientToken')]).toEqual(['created', undefined]);
    const answer = await create(source, asked);
    expect([answer.kind, valueAt(answer, 'clientToken')]).toEqual([
      'created',
      contract.clientToken ? token : undefined,
    ]);
    // It is never stored, and details are.
    const shown = JSON.stringify(valueAt(answer, 'details'));
    if (contract.clientToken) expect(shown).not.toContain(valueAt(answer, 'clientToken', 'token'));
    if (contract.clientToken)
      expect(await source.findCustomer(asked)).toMatchObject({ kind: 'found', clientToken: token });
  });

  it('says by which id of ours it knows the customer', async () => {
    const [source, request] = [provider.connect(), full()];
    await create(source, request);
    const { ownId } = contract.stored;
    const stored = ownId && textAt(provider.recorded()[0], ...ownId);
    expect([source.prepare(request).merchantReference, stored]).toEqual(
      ownId ? [request.merchantCustomerId, request.merchantCustomerId] : [undefined, undefined],
    );
  });

  it('sends the routing id on record with every call about the customer, if it wants one', async () => {
    const source = provider.connect();
    const request = { ...full(), routingId: 'on-record-1042', requestClientToken: true };
    const answer = await create(source, request);
    await source.findCustomer(request);
    const known = { customerId: request.merchantCustomerId, externalId: onlyId() ?? '', routingId: request.routingId };
    await source.fetchClientToken?.(known);
    const carried = provider.requests().map(({ headers }) => Object.values(headers).includes(request.routingId));
    expect(answer.kind).toBe('created');
    expect(carried).toEqual(carried.map(() => source.routingIdAt !== undefined));
    expect(carried).toHaveLength(1 + Number(canLookUp) + Number(contract.clientToken));
  });

  describe.runIf(contract.clientToken)('a client token for a customer that is there', () => {
    const known = (externalId = '', customerId = 'nobody-at-all') => ({ customerId, externalId, routingId: 'route-1' });
    const existing = async (source: ReturnType<Provider['connect']>) => {
      await create(source, full());
      return known(onlyId());
    };

    it('is a new one each time', async () => {
      const source = provider.connect();
      const customer = await existing(source);
      const tokens = [await source.fetchClientToken?.(customer), await source.fetchClientToken?.(customer)];
      const token = { kind: 'token', clientToken: { token: expect.any(String), expiresAt: expect.any(Date) } };
      expect(tokens).toEqual([token, token]);
      expect(tokens[0]).not.toEqual(tokens[1]);
      expect(provider.recorded()).toHaveLength(1);
    });

    it('is not there for a customer that is not', async () => {
      const answer = await provider.connect().fetchClientToken?.(known('nobody'));
      expect(answer).toMatchObject({ kind: 'customer-not-found', httpStatus: 404 });
    });

    it.each<[string, Fault, object]>([
      ['asked too often', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { kind: 'rate-limit' }],
      ['refused', { kind: 'status', status: 401, body: {} }, { kind: 'authentication', httpStatus: 401 }],
      ['out of order', { kind: 'status', status: 500, body: {} }, { kind: 'unavailable', httpStatus: 500 }],
      ['a page of a proxy', { kind: 'html', status: 404 }, { kind: 'unavailable', httpStatus: 404 }],
      ['somebody without id', { kind: 'no-id' }, { kind: 'unavailable', httpStatus: 200 }],
    ])('is missing, and it is said why: %s', async (_, fault, failure) => {
      const source = provider.connect();
      const customer = await existing(source);
      provider.emulator.faults.inject(name, { fault, times: Number.POSITIVE_INFINITY });
      expect(await source.fetchClientToken?.(customer)).toMatchObject({ ...failure, reason: expect.any(String) });
    });

    it('waits no longer than a call may take', async () => {
      const customer = await existing(provider.connect());
      provider.emulator.faults.inject(name, { fault: { kind: 'hang', recorded: false } });
      const answer = await provider.connect({ timeoutMs: 150 }).fetchClientToken?.(customer);
      expect(answer).toMatchObject({ kind: 'unavailable', reason: 'no complete response in time' });
    });

    it('is not asked for while the circuit is open', async () => {
      const source = provider.connect();
      const customer = await existing(source);
      provider.emulator.faults.inject(name, { fault: { kind: 'empty', status: 500 }, times: Number.POSITIVE_INFINITY });
      for (let time = 1; time <= 5; time += 1) await source.fetchClientToken?.(customer);
      const before = provider.requests().length;
      const answer = await source.fetchClientToken?.(customer);
      expect(answer).toMatchObject({ kind: 'busy', retryAfterSeconds: expect.any(Number) });
      expect(provider.requests()).toHaveLength(before);
    });
  });

  it.runIf(!contract.clientToken)('has no way to get a client token', () => {
    expect(provider.connect().fetchClientToken).toBeUndefined();
  });

  describe('given wrong data', () => {
    const cases = contract.violations.map((violation) => [violation.what, violation] as const);
    it.each(cases)('says before sending, and when refused: %s', async (_, violation) => {
      const { change: wrong, path, code, refusedAt = path } = violation;
      const [source, request] = [provider.connect(), requestOf(change(contract.minimal, wrong))];
      expect(source.prepare(request).violations.map(pathAndCode)).toEqual([[path, code]]);
      expect(source.prepare(request).violations[0]?.message).toMatch(/^\S+ .*\S$/s);
      expect(provider.requests()).toEqual([]);
      if (refusedAt === 'unnoticed') return;
      const answer = await create(source, request);
      expect(answer).toMatchObject({ kind: 'validation', httpStatus: expect.toSatisfy(isClientError) });
      const { violations } = answer as ValidationFailure;
      expect(violations.map(pathAndCode)).toContainEqual([refusedAt, 'REFUSED_BY_PROVIDER']);
      expect(provider.recorded()).toEqual([]);
    });

    it('says everything at once', () => {
      const { change: wrong, expected } = contract.everythingWrong;
      const found = provider
        .connect()
        .prepare(requestOf(change(contract.minimal, wrong)))
        .violations.map(pathAndCode);
      expect(found.sort()).toEqual(expected.map((pair) => [...pair]).sort());
    });

    it('is tested against every constraint of the document', async () => {
      const schema = loadDocument(definition.document).operations.get('createCustomer')?.requestSchema ?? {};
      const breachesOf = compileBreaches(schema);
      const source = provider.connect();
      for (const { change: wrong } of contract.violations)
        await create(source, requestOf(change(contract.minimal, wrong)));
      const broken = new Set(
        provider.requests().flatMap(({ body, headers }) => breachesOf(readBody(body, headers['content-type']))),
      );
      const unbroken = constraintsOf(schema).filter((constraint) => !broken.has(constraint));
      expect(unbroken).toEqual(Object.keys(contract.unbreakable ?? {}));
    });
  });

  describe('when the provider refuses', () => {
    it('has an expectation for every documented failure', () => {
      expect(Object.keys(contract.failures)).toEqual(Object.keys(definition.emulator.failures));
    });

    it.each(Object.entries(contract.failures))('understands %s', async (failure, expected) => {
      inject({ kind: 'answer', name: failure }, Number.POSITIVE_INFINITY);
      const answer = await create(provider.connect(), full());
      expectFailure(answer, expected, definition.emulator.failures[failure]?.status);
      expect(provider.recorded()).toEqual([]);
    });

    it.each([
      [422, 'validation'],
      [500, 'outcome-unknown'],
    ])('goes by the status %i where the words decide nothing', async (status, kind) => {
      const body = contract.error('It is a test.');
      inject({ kind: 'status', status, body }, Number.POSITIVE_INFINITY);
      const answer = await create(provider.connect(), full());
      expect(answer).toMatchObject({ kind, httpStatus: status, providerMessage: 'It is a test.' });
    });

    it('understands that its credentials are wrong', async () => {
      const wrong = definition.settings.filter(({ required }) => required).map((setting) => [setting.name, 'invalid']);
      const source = provider.connect({ settings: { ...contract.settings, ...Object.fromEntries(wrong) } });
      expect(await create(source, full())).toMatchObject({ kind: 'authentication', httpStatus: 401 });
      expect(provider.recorded()).toEqual([]);
    });

    it('understands that it was asked too often, and when to ask again', async () => {
      inject({ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, Number.POSITIVE_INFINITY);
      const answer = await create(provider.connect(), full());
      expect(answer).toMatchObject({ kind: 'rate-limit', httpStatus: 429, retryAfterSeconds: 7 });
      expect(provider.recorded()).toEqual([]);
    });

    it('sends nothing more until the time is over that it was told', async () => {
      inject({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
      const [source, request] = [provider.connect(), full()];
      expect(await create(source, request)).toMatchObject({ kind: 'rate-limit', retryAfterSeconds: 3600 });
      const busy = { kind: 'busy', reason: 'the provider asked to wait', retryAfterSeconds: 3600 };
      expect(await create(source, full())).toEqual(busy);
      if (canLookUp) {
        expect(await source.findCustomer(request)).toMatchObject({ kind: 'look-up-failed', failure: busy });
      }
      expect(provider.requests()).toHaveLength(1);
    });

    it('stops before it has failed too often, look-ups included', async () => {
      const source = provider.connect({ failureBudget: new FailureBudget({ failures: 3 }) });
      provider.emulator.faults.inject(name, {
        fault: { kind: 'status', status: 422, body: contract.error('No.') },
        times: Number.POSITIVE_INFINITY,
      });
      for (let n = 0; n < 2; n++) expect(await create(source, full())).toMatchObject({ kind: 'validation' });
      if (canLookUp) expect((await source.findCustomer(full())).kind).toBe('look-up-failed');
      else expect((await create(source, full())).kind).toBe('validation');
      const busy = { kind: 'busy', reason: expect.stringContaining('failures'), retryAfterSeconds: 60 };
      expect(await create(source, full())).toEqual(busy);
      if (canLookUp) expect(await source.findCustomer(full())).toMatchObject({ failure: busy });
      expect(provider.requests()).toHaveLength(3);
    });

    it('keeps what a bare list of texts says about its credentials', async () => {
      inject({ kind: 'status', status: 401, body: ['Unauthenticated.', 'Who are you?'] });
      expect(await create(provider.connect(), full())).toMatchObject({
        kind: 'authentication',
        httpStatus: 401,
        providerMessage: 'Unauthenticated. Who are you?',
      });
    });

    it("takes a proxy's refusal for what it is", async () => {
      inject({ kind: 'html', status: 400 });
      const answer = await create(provider.connect(), full());
      expect(answer).toMatchObject({
        kind: 'unavailable',
        httpStatus: 400,
        reason: expect.stringContaining('text/html'),
      });
    });

    it('knows that nothing was sent when nobody listens', async () => {
      const closed = await openProvider(definition, contract.settings);
      await closed.emulator.close();
      const source = provider.connect({ baseUrl: closed.emulator.baseUrl(name) });
      expect(await create(source, full())).toEqual({ kind: 'unavailable', reason: expect.any(String) });
      if (canLookUp) expect(await source.findCustomer(full())).toMatchObject({ kind: 'look-up-failed' });
    });
  });

  describe('when the outcome is lost', () => {
    /** There was an answer, but it is unusable. It is not retried within the call. */
    const unusable: [string, Fault, readable: boolean][] = [
      ['an empty 200', { kind: 'empty', status: 200, recorded: true }, false],
      ['an answer without an id', { kind: 'no-id' }, true],
      ['an id that is an object', { kind: 'wrong-type' }, true],
      ['half a JSON document', { kind: 'malformed-json' }, false],
      ['an HTML page with 200', { kind: 'html', status: 200, recorded: true }, false],
      ['an HTML page with 500', { kind: 'html', status: 500, recorded: true }, false],
    ];
    it.each(unusable)('%s is no success, and no failure', async (_, fault, readable) => {
      const [source, request] = [provider.connect(), full()];
      inject(fault);
      expect(await create(source, request)).toMatchObject({ kind: 'outcome-unknown', kept: readable && !canLookUp });
      await expectRecovered(source, request);
    });

    /** There was no complete answer. The call retries where a repeat creates no duplicate. */
    const interrupted: [string, Fault][] = [
      ['a reset before anything was recorded', { kind: 'reset', recorded: false }],
      ['a reset after it was recorded', { kind: 'reset', recorded: true }],
      ['a body cut off', { kind: 'truncated' }],
      ['an HTML 502', { kind: 'html', status: 502 }],
      ['an HTML 502 after it was recorded', { kind: 'html', status: 502, recorded: true }],
      ['an empty 504 after it was recorded', { kind: 'empty', status: 504, recorded: true }],
    ];
    it.each(interrupted)('%s is made good within the call, or said', async (_, fault) => {
      const [source, request] = [provider.connect(), full()];
      inject(fault);
      const answer = await create(source, request);
      if (repeatable) expect(answer).toMatchObject({ kind: 'created', externalId: onlyId() });
      else expect(answer).toMatchObject({ kind: 'outcome-unknown', kept: false });
      await expectRecovered(source, request);
    });

    it('an HTML 502 for ever stays unknown', async () => {
      inject({ kind: 'html', status: 502 }, Number.POSITIVE_INFINITY);
      const answer = await create(provider.connect(), full());
      expect(answer).toEqual({
        kind: 'outcome-unknown',
        httpStatus: 502,
        kept: false,
        reason: expect.stringContaining('text/html'),
      });
    });

    it('no answer in time stays unknown', async () => {
      const request = full();
      inject({ kind: 'hang', recorded: true }, Number.POSITIVE_INFINITY);
      const answer = await create(provider.connect({ timeoutMs: 150 }), request);
      expect(answer).toMatchObject({ kind: 'outcome-unknown', kept: false });
      provider.emulator.faults.clear();
      await expectRecovered(provider.connect(), request);
    });

    /** Does what recovery does, a look-up or a repeat with the same key, and expects exactly one customer afterwards. */
    async function expectRecovered(source: ReturnType<Provider['connect']>, request: CreateCustomerRequest) {
      const recorded = provider.recorded().length === 1;
      if (canLookUp) {
        const found = await source.findCustomer(request);
        expect(found).toMatchObject(
          recorded ? { kind: 'found', externalId: onlyId(), lookedUp: true } : { kind: 'absent' },
        );
        if (recorded) return;
      }
      expect(await create(source, request)).toMatchObject({ kind: 'created', externalId: onlyId() });
    }
  });

  it('never takes a failed look-up for an absent customer', async () => {
    const [source, request] = [provider.connect(), full()];
    await create(source, request);
    const faults: Fault[] = [
      { kind: 'html', status: 404 },
      { kind: 'html', status: 200 },
      { kind: 'empty', status: 200 },
      { kind: 'malformed-json' },
      { kind: 'no-id' },
      { kind: 'wrong-type' },
      { kind: 'status', status: 500, body: {} },
      { kind: 'status', status: 401, body: {} },
    ];
    for (const fault of faults) {
      provider.emulator.faults.inject(name, { fault });
      const found = await source.findCustomer(request);
      expect(found, JSON.stringify(fault)).toMatchObject({ kind: 'look-up-failed', reason: expect.any(String) });
    }
  });
});

function expectRepeat(
  answer: CreateCustomerAnswer,
  { kind, record }: { kind: string; record: 'same' | 'another' },
  first: CreateCustomerAnswer,
): void {
  const firstId = 'externalId' in first ? first.externalId : undefined;
  expect(firstId).toBeDefined();
  expect(answer.kind).toBe(kind);
  const id =
    'externalId' in answer ? answer.externalId : (answer as { existingExternalId?: string }).existingExternalId;
  if (record === 'same') expect(id).toBe(firstId);
  else expect(id).not.toBe(firstId);
}

/** Expects that the provider's code and message are kept, and that its field errors are mapped to input paths. */
function expectFailure(answer: CreateCustomerAnswer, expected: ExpectedFailure, httpStatus: number | undefined): void {
  const { kind, code, message, violations, retryAfterSeconds, kept } = expected;
  expect(answer).toMatchObject({ kind, httpStatus });
  const said = answer as ProviderWords & Partial<ValidationFailure>;
  expect([said.providerCode, said.providerMessage]).toEqual([code, message]);
  expect(said.violations?.map(({ path, message: text }) => [path.join('.'), text])).toEqual(violations);
  if (retryAfterSeconds !== undefined) expect(answer).toMatchObject({ retryAfterSeconds });
  if (kept !== undefined) expect(answer).toMatchObject({ kept });
}

const isClientError = (status: number) => status >= 400 && status < 500;
