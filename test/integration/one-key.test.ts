import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CreationStore } from '../../src/domain/creation-store.js';
import { makeCreateAtProviders } from '../../src/services/creation/create-at-providers.js';
import type { CreateCustomerOutcome } from '../../src/services/creation/outcome.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import type { CreateCustomerInput } from '../../src/services/input/create-customer-input.js';
import { openWorld, type ServiceProcess, type World } from '../support/services.js';

/* One idempotency key in both mutations: whichever is first has it, and the other one creates nothing. */

const accounts = ['XPAY', 'VAULTERA', 'SOAP'].map((provider) => ({ provider, account: 'default', timeoutMs: 2_000 }));

let world: World;
const started: ServiceProcess[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.close()));
});
afterAll(() => world.close());

function start(wrap?: (creations: CreationStore) => Partial<CreationStore>) {
  const wrapped = (dependencies: Dependencies): Dependencies => ({
    ...dependencies,
    creations: { ...dependencies.creations, ...wrap?.(dependencies.creations) },
  });
  const process = world.start(accounts, wrapped);
  started.push(process);
  const createAtProviders = makeCreateAtProviders(process.dependencies, process.createCustomer);
  return {
    single: (input: CreateCustomerInput, provider = 'XPAY') => process.createCustomer(input, provider),
    async several(input: CreateCustomerInput, ...providers: string[]): Promise<CreateCustomerOutcome[]> {
      const outcomes = await createAtProviders(input, providers);
      return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    },
  };
}

const asha = { firstName: 'Asha', lastName: 'Rao', phone: '+12025550143' };
const kindsOf = (outcomes: readonly CreateCustomerOutcome[]) => outcomes.map(({ kind }) => kind);
const recorded = () =>
  accounts.map(({ provider }) => world.emulator.customerStore(provider).customers().length).reduce((a, b) => a + b);

/** Lets two processes each come to their first statement that takes the key, and go on at the same moment. */
function meeting() {
  let bothAreHere = () => {};
  const both = new Promise<void>((resolve) => {
    bothAreHere = resolve;
  });
  let here = 0;
  return (creations: CreationStore): Partial<CreationStore> => {
    let arrived = false;
    const meet = async () => {
      if (!arrived) {
        arrived = true;
        here += 1;
        if (here === 2) bothAreHere();
      }
      await both;
    };
    return {
      claimKey: async (...args) => meet().then(() => creations.claimKey(...args)),
      begin: async (...args) => meet().then(() => creations.begin(...args)),
      keepKey: async (...args) => meet().then(() => creations.keepKey(...args)),
    };
  };
}

describe('one key in both mutations at the same moment', () => {
  it.each([
    ['of new customers', false],
    ['of a customer who is linked already', true],
  ])('%s: exactly one of them has it', { timeout: 60_000 }, async (_, linked) => {
    for (let round = 0; round < 60; round += 1) {
      const key = `${linked ? 'linked' : 'new'}-${round}`;
      const person = { ...asha, reference: key, email: `${key}@example.com` };
      if (linked) await start().several(person, 'XPAY', 'VAULTERA');
      const input = linked ? { reference: key } : { ...asha, email: person.email };
      const before = recorded();
      const wait = meeting();
      const [one, other] = [start(wait), start(wait)];
      const [single, several] = await Promise.all([
        one.single({ ...input, idempotencyKey: key }),
        other.several({ ...input, idempotencyKey: key }, 'XPAY', 'VAULTERA'),
      ]);
      const kinds = [single.kind, ...kindsOf(several)];
      const made = recorded() - before;
      const [ofOne, ofSeveral] = [
        ['succeeded', 'key-reused', 'key-reused'],
        ['key-reused', 'succeeded', 'succeeded'],
      ];
      expect([ofOne, ofSeveral]).toContainEqual(kinds);
      expect(made).toBe(linked ? 0 : kinds.filter((kind) => kind === 'succeeded').length);
      // And so it stays.
      const again = start();
      expect((await again.single({ ...input, idempotencyKey: key })).kind).toBe(single.kind);
      expect(kindsOf(await again.several({ ...input, idempotencyKey: key }, 'XPAY', 'VAULTERA'))).toEqual(
        kindsOf(several),
      );
      await Promise.all(started.splice(0).map((process) => process.close()));
    }
  });
});

describe('one key in two calls for several providers at the same moment', () => {
  it.each([
    ['other people', (key: string) => ({ email: `other-${key.length}@example.com`, lastName: key })],
    ['options for a provider', () => ({ providerOptions: { vaultera: { metadata: [{ key: 'a', value: 'b' }] } } })],
    ['another unified customer', (key: string) => ({ reference: key })],
  ])('%s: one of the two has it at all of its providers', { timeout: 60_000 }, async (name, differing) => {
    for (let round = 0; round < 20; round += 1) {
      const key = `${name}-${round}`;
      const input = { ...asha, email: `${round}-${name.length}@example.com`, idempotencyKey: key };
      const others = { ...input, ...differing(key) };
      const before = recorded();
      const wait = meeting();
      const [one, other] = [start(wait), start(wait)];
      // Each would begin where the other one ends.
      const [ofOne, ofOther] = await Promise.all([
        one.several(input, 'XPAY', 'VAULTERA'),
        other.several(others, 'VAULTERA', 'XPAY'),
      ]);
      const kinds = [kindsOf(ofOne), kindsOf(ofOther)];
      expect(kinds).toContainEqual(['succeeded', 'succeeded']);
      expect(kinds).toContainEqual(['key-reused', 'key-reused']);
      expect(recorded() - before).toBe(2);
      await Promise.all(started.splice(0).map((process) => process.close()));
    }
  });

  it('the same input at further providers is the same request', async () => {
    const input = { ...asha, email: 'further@example.com', idempotencyKey: 'further' };
    const { several } = start();
    expect(kindsOf(await several(input, 'XPAY'))).toEqual(['succeeded']);
    expect(kindsOf(await several({ ...input, phone: '(202) 555-0143', phoneCountry: 'US' }, 'VAULTERA'))).toEqual([
      'succeeded',
    ]);
  });
});

describe('a key of several creations', () => {
  it('is theirs when the process dies before the first of them begins', async () => {
    const input = { ...asha, email: 'died@example.com', idempotencyKey: 'died' };
    let begins = () => {};
    const beginning = new Promise<void>((resolve) => {
      begins = resolve;
    });
    const dying = start(() => ({
      begin: () => {
        begins();
        return new Promise<never>(() => {});
      },
    }));
    void dying.several(input, 'XPAY', 'VAULTERA');
    await beginning;
    const next = start();
    const before = recorded();
    expect((await next.single(input)).kind).toBe('key-reused');
    expect(recorded()).toBe(before);
    expect(kindsOf(await next.several(input, 'XPAY', 'VAULTERA'))).toEqual(['succeeded', 'succeeded']);
  });

  it('is still free when all of the input was invalid', async () => {
    const input = { ...asha, idempotencyKey: 'invalid' };
    const { single, several } = start();
    expect(kindsOf(await several(input, 'XPAY', 'SOAP'))).toEqual(['invalid-input', 'invalid-input']);
    expect((await single({ ...input, email: 'invalid@example.com' })).kind).toBe('succeeded');
  });

  it('refuses all of them, those with invalid input too, when the other mutation takes it meanwhile', async () => {
    const key = 'meanwhile';
    const other = start();
    const input = { firstName: 'Asha', email: 'meanwhile@example.com', idempotencyKey: key };
    const { several } = start((creations) => ({
      async claimKey(...args) {
        expect((await other.single({ ...asha, ...input })).kind).toBe('succeeded');
        return creations.claimKey(...args);
      },
    }));
    expect(kindsOf(await several(input, 'VAULTERA', 'XPAY'))).toEqual(['key-reused', 'key-reused']);
  });

  it('stays theirs after failures that let it be tried again', async () => {
    const input = { ...asha, email: 'failed@example.com', idempotencyKey: 'failed' };
    for (const provider of ['XPAY', 'VAULTERA']) {
      world.emulator.faults.inject(provider, { fault: { kind: 'status', status: 401 } });
    }
    const { single, several } = start();
    expect(kindsOf(await several(input, 'XPAY', 'VAULTERA'))).toEqual(['failed', 'failed']);
    expect((await single(input)).kind).toBe('key-reused');
    const corrected = { ...input, email: 'corrected@example.com' };
    expect(kindsOf(await several(corrected, 'XPAY', 'VAULTERA'))).toEqual(['key-reused', 'key-reused']);
    expect(kindsOf(await several(input, 'XPAY', 'VAULTERA'))).toEqual(['succeeded', 'succeeded']);
  });
});

describe('a key of one creation', () => {
  it('stays with the mutation after a failure that lets it be tried again', async () => {
    const input = { ...asha, email: 'failed-1@example.com', idempotencyKey: 'failed-1' };
    world.emulator.faults.inject('XPAY', { fault: { kind: 'status', status: 401 } });
    const { single, several } = start();
    expect((await single(input)).kind).toBe('failed');
    expect(kindsOf(await several(input, 'XPAY', 'VAULTERA'))).toEqual(['key-reused', 'key-reused']);
    expect((await single(input)).kind).toBe('succeeded');
  });
});
