import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** What one provider took, and another cannot: stored, it never keeps the customer from being created there. */

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

type Result = CreateCustomerMutation['createCustomer'];

async function create(provider: string, input: object): Promise<Result> {
  const variables = { provider, input } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
}

const person = () => {
  const reference = randomUUID();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
};
const recordsAt = (provider: string) => running.app.emulator?.customerStore(provider).customers() ?? [];

describe('a stored value that the next provider cannot take', () => {
  test.each<[string, string, string, object, string[]]>([
    ['a British phone number', 'XPAY', 'SOAP', { phone: '+447911123456' }, ['phone']],
    [
      'an address line of 51 characters',
      'STAX',
      'VAULTERA',
      { address: { line2: 'x'.repeat(51) } },
      ['address', 'line2'],
    ],
    [
      'a postal code of 20 characters',
      'VAULTERA',
      'STAX',
      { address: { postalCode: '1'.repeat(20) } },
      ['address', 'postalCode'],
    ],
    ['a name with an ampersand', 'STAX', 'JUSPAY', { lastName: 'Johnson & Johnson' }, ['lastName']],
    ['an e-mail address with an umlaut', 'STAX', 'JUSPAY', { email: `jürgen.${randomUUID()}@example.com` }, ['email']],
  ])('%s: it is left out and reported, and stays on the unified customer', async (_, first, second, value, path) => {
    const input = { ...person(), ...value };
    const before = await create(first, input);
    if (before.__typename !== 'CreateCustomerSuccess') throw new Error(JSON.stringify(before));
    expect(before.notSent).not.toContainEqual(path);
    const after = await create(second, { reference: input.reference });
    expect(after).toMatchObject({ __typename: 'CreateCustomerSuccess', created: true, customer: before.customer });
    expect(after).toHaveProperty('notSent', expect.arrayContaining([path]));
    // Given in this call, it is a violation.
    const given = await create(second, { ...person(), ...value });
    expect(given).toMatchObject({ __typename: 'InvalidCustomerInputError', violations: [{ path }] });
  });

  test('is a violation that names it where the provider needs the value', async () => {
    const input = { ...person(), phone: '+12025550143', email: `jürgen.${randomUUID()}@example.com` };
    await create('STAX', input);
    const { violations } = (await create('XPAY', { reference: input.reference, email: null })) as {
      violations: object[];
    };
    expect(violations).toMatchObject([{ path: ['email'], code: 'REQUIRED' }]);
  });
});

describe('an explicit null or an empty text', () => {
  test.each([null, '', '  '])('%j leaves a stored value out of this record only', async (nothing) => {
    const input = person();
    await create('STAX', input);
    const result = await create('VAULTERA', { reference: input.reference, phone: nothing });
    expect(result).toMatchObject({ created: true, customer: { phone: '+12025550143' } });
    expect(result).toHaveProperty('notSent', [['phone']]);
    expect(recordsAt('VAULTERA').at(-1)?.phone ?? null).toBeNull();
    expect(recordsAt('VAULTERA').at(-1)).toHaveProperty('email', input.email);
  });

  test('means nothing where nothing is stored', async () => {
    expect(await create('VAULTERA', { ...person(), phone: null, company: '' })).toHaveProperty('notSent', []);
  });
});

describe('what is told of values that were there before', () => {
  test('at a second provider, the inputs that replace stored values', async () => {
    const input = person();
    expect(await create('STAX', input)).toMatchObject({ changed: [], differences: [] });
    const other = { ...input, firstName: 'Joan', company: 'Acme' };
    const second = await create('VAULTERA', other);
    expect(second).toMatchObject({ created: true, changed: [['firstName'], ['company']], differences: [] });
    expect(second).toHaveProperty('customer.firstName', 'Joan');
  });

  test('where it is linked already, the inputs that changed nothing, also in a repeat', async () => {
    const input = person();
    await create('STAX', input);
    const again = { ...input, firstName: 'Joan', idempotencyKey: randomUUID() };
    for (let call = 1; call <= 2; call += 1) {
      const result = await create('STAX', again);
      expect(result).toMatchObject({ created: false, changed: [], differences: [['firstName']], notSent: [] });
      expect(result).toHaveProperty('customer.firstName', 'Jo');
    }
  });

  test('where the provider had the customer before, what differs there, also in a repeat', async () => {
    const input = { ...person(), idempotencyKey: randomUUID() };
    const store = running.app.emulator?.customerStore('VAULTERA');
    const old = { name: 'Somebody Else', email: input.email, phone: null, created_at: '2020-01-01T00:00:00Z' };
    store?.add({ customer_id: input.reference, ...old });
    for (let call = 1; call <= 2; call += 1) {
      const result = await create('VAULTERA', input);
      expect(result).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
      expect(result).toHaveProperty('differences', [['firstName'], ['lastName'], ['phone']]);
    }
  });
});

describe('a reference that the provider cannot take', () => {
  const some = () => randomUUID().slice(0, 4);
  test.each([
    ['VAULTERA', 'an id of a login service', `auth0|5f7c8ec7c33c6c00${some()}`],
    ['VAULTERA', 'an e-mail address', `jo.${some()}@example.com`],
    ['VAULTERA', 'full stops', `..${some()}`],
    ['JUSPAY', 'a short one', `..${some()}`],
    ['JUSPAY', 'an auto-increment id', `${4200 + Math.floor(Math.random() * 1000)}`],
    ['VAULTERA', 'a long one', `${'x'.repeat(61)}${some()}`],
    ['JUSPAY', 'letters that no header can carry', `кошелёк-${some()}`],
  ])('%s, %s: the unified id stands in, and the reference still names the customer', async (provider, _, reference) => {
    const result = await create(provider, { ...person(), reference });
    if (result.__typename !== 'CreateCustomerSuccess') throw new Error(JSON.stringify(result));
    const { providerCustomer, customer } = result;
    expect(result).toMatchObject({ created: true, customer: { reference }, notSent: [['reference']] });
    expect(providerCustomer.merchantReference).toBe(customer.id);
    expect(Object.values(recordsAt(provider).at(-1) ?? {})).toContain(customer.id);
    expect(await create(provider, { reference })).toMatchObject({ created: false, providerCustomer });
  });

  test('is found again by the id that was sent, when the answer is lost', async () => {
    const reference = `a|${randomUUID().slice(0, 3)}`;
    const rule = { operationId: 'createCustomer', times: 9, fault: { kind: 'reset', recorded: true } } as const;
    running.app.emulator?.faults.inject('JUSPAY', rule);
    const before = recordsAt('JUSPAY').length;
    const lost = await create('JUSPAY', { ...person(), reference });
    expect(lost.__typename).toBe('ProviderOutcomeUnknownError');
    running.app.emulator?.faults.clear();
    for (;;) {
      const repeated = await create('JUSPAY', { ...person(), reference });
      if (repeated.__typename === 'CreateCustomerSuccess') break;
    }
    expect(recordsAt('JUSPAY')).toHaveLength(before + 1);
  });
});
