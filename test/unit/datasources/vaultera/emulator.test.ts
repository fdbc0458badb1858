import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import type { EmulatedCustomerStore, EmulatedRequest } from '../../../../src/datasources/provider-emulator.js';
import { emulator } from '../../../../src/datasources/vaultera/emulator.js';
import { errors } from '../../../../src/datasources/vaultera/errors.js';
import { emulate, expectDocumented, now, openTestStore } from '../provider-support.js';

const document = loadDocument('vaultera');

const run = (operationId: string, request: Partial<EmulatedRequest>, store: EmulatedCustomerStore) =>
  emulate(document, emulator, operationId, request, store);

describe('createCustomer', () => {
  it('keeps and answers the customer, null where nothing was given', () => {
    const store = openTestStore();
    const answer = run(
      'createCustomer',
      { body: { customer_id: 'c-1', name: 'Ada', address: { city: 'Oslo' } } },
      store,
    );
    expect(answer).toMatchObject({
      status: 200,
      body: {
        customer_id: 'c-1',
        name: 'Ada',
        email: null,
        address: { city: 'Oslo' },
        created_at: now.toISOString(),
      },
    });
    expect(store.customers()).toEqual([answer.body]);
  });

  it('makes up an id where there is none', () => {
    const store = openTestStore();
    expect(run('createCustomer', {}, store).body).toMatchObject({ customer_id: expect.stringMatching(/^cus_\w{26}$/) });
  });

  it('answers an id that exists with the customer it has', () => {
    const store = openTestStore();
    const first = run('createCustomer', { body: { customer_id: 'c-1', name: 'Ada' } }, store);
    expect(run('createCustomer', { body: { customer_id: 'c-1', name: 'Grace' } }, store)).toEqual(first);
    expect(store.customers()).toHaveLength(1);
  });
});

describe('retrieveCustomer', () => {
  it('finds by id', () => {
    const store = openTestStore();
    const { body } = run('createCustomer', { body: { customer_id: 'c-1' } }, store);
    expect(run('retrieveCustomer', { path: { customer_id: 'c-1' } }, store)).toEqual({ status: 200, body });
  });
  it('answers 404 HE_02 otherwise', () => {
    const answer = run('retrieveCustomer', { path: { customer_id: 'c-2' } }, openTestStore());
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'HE_02' } } });
  });
});

describe('refusals', () => {
  const cases: [pointer: string, keyword: string, code: string, names: string | undefined][] = [
    ['/name', 'required', 'IR_04', '/name'],
    ['/address/zip', 'maxLength', 'IR_07', '/address/zip'],
    ['', 'json', 'IR_06', undefined],
  ];
  it.each(cases)('%s %s', (pointer, keyword, code, names) => {
    const answer = emulator.invalid([{ pointer, keyword, message: 'is wrong' }]);
    expectDocumented(document, 'createCustomer', answer);
    expect(errors.read(answer.body)).toMatchObject({ code });
    expect(errors.read(answer.body)?.fields?.[0]?.name).toBe(names);
  });

  it.each(Object.entries({ ...emulator.failures, credentials: emulator.unauthorized() }))('%s', (name, answer) => {
    expectDocumented(document, name === 'not_found' ? 'retrieveCustomer' : 'createCustomer', answer);
    expect(errors.read(answer.body)?.code).toMatch(/^(IR|HE)_\d\d$/);
  });

  it('can answer a taken id as Hyperswitch does', () => {
    expect(emulator.failures.already_exists).toMatchObject({ status: 400, body: { error: { code: 'IR_12' } } });
  });
});
