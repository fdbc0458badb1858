import { beforeEach, describe, expect, it } from 'vitest';
import { emulator } from '../../../../src/datasources/xpay/emulator.js';
import { errors } from '../../../../src/datasources/xpay/errors.js';
import { type CustomerStore, openCustomerStore } from '../../../../src/emulator/customer-store.js';
import { emulatedRequest } from '../provider-support.js';

let store: CustomerStore;
beforeEach(() => {
  store = openCustomerStore();
});

const jane = { customerDetails: { name: 'Jane Doe', email: 'jane@example.com', contactNumber: '+12025550123' } };
const john = { customerDetails: { ...jane.customerDetails, name: 'John Doe' } };

function create(body: Record<string, unknown>, key?: string) {
  return emulator.operations.createCustomer?.(emulatedRequest({ body, headers: { 'idempotency-key': key } }), store);
}

it('answers with the new customer’s id and keeps what was sent', () => {
  const answer = create(jane, 'key-1');
  expect(answer).toEqual({ status: 200, body: { customerId: expect.stringMatching(/^cus_[A-Za-z0-9]{21}$/) } });
  expect(store.customers()).toEqual([
    { ...jane, id: expect.any(String), idempotencyKey: 'key-1', createdAt: expect.any(String) },
  ]);
});

describe('idempotency keys', () => {
  it('repeats the first answer to the same request', () => {
    expect(create(jane, 'key-1')).toEqual(create(jane, 'key-1'));
    expect(store.customers()).toHaveLength(1);
  });

  it('refuses the same key with another request', () => {
    create(jane, 'key-1');
    expect(create(john, 'key-1')).toEqual(emulator.failures.key_reused);
    expect(store.customers()).toHaveLength(1);
  });

  it.each([
    ['another key', 'key-2'],
    ['no key', undefined],
  ])('makes a second customer with %s', (_, key) => {
    create(jane, 'key-1');
    create(jane, key);
    expect(store.customers()).toHaveLength(2);
  });

  it('never lets a request choose its id', () => {
    create({ ...jane, id: 'mine' }, 'key-1');
    expect(store.customers()[0]?.id).not.toBe('mine');
  });
});

it('names every wrong field', () => {
  const problems = [
    { pointer: '/customerDetails/email', keyword: 'format', message: 'must match format "email"' },
    { pointer: '/customerDetails/name', keyword: 'required', message: 'is required' },
  ];
  const answer = emulator.invalid(problems);
  expect(answer.status).toBe(400);
  expect(errors.read(answer.body)?.fields?.map(({ name }) => name)).toEqual(problems.map(({ pointer }) => pointer));
});

it.each(Object.entries(emulator.failures))('gives %s in a form that can be read', (_, { body }) => {
  expect(errors.read(body)?.code).toEqual(expect.any(String));
});

it('refuses wrong credentials with 401', () => {
  expect(emulator.unauthorized().status).toBe(401);
});
