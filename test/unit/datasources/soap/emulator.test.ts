import { beforeEach, expect, it } from 'vitest';
import { emulator } from '../../../../src/datasources/soap/emulator.js';
import { errors } from '../../../../src/datasources/soap/errors.js';
import { type CustomerStore, openCustomerStore } from '../../../../src/emulator/customer-store.js';
import { emulatedRequest } from '../provider-support.js';

let store: CustomerStore;
beforeEach(() => {
  store = openCustomerStore();
});

const jane = { email: 'Jane@Example.com', first_name: 'Jane', last_name: 'Doe', internal_id: 'customer-0001' };
const create = (body: Record<string, unknown>) =>
  emulator.operations.createCustomer?.(emulatedRequest({ body }), store);
const search = (email: string) => emulator.operations.searchCustomers?.(emulatedRequest({ query: { email } }), store);

it('answers with the new customer', () => {
  expect(create(jane)).toEqual({
    status: 200,
    body: { ...jane, id: expect.stringMatching(/^cus_[A-Za-z0-9]{32}$/), created_at: expect.any(String) },
  });
  expect(store.customers()).toHaveLength(1);
});

it('refuses an e-mail address that is taken, whatever its case', () => {
  create(jane);
  expect(create({ ...jane, email: 'jane@example.COM' })).toEqual({
    status: 422,
    body: { error: 'Email has already been taken' },
  });
  expect(store.customers()).toHaveLength(1);
});

it('finds by e-mail, whatever its case, and shows what the creation showed', () => {
  const created = create(jane);
  expect(search('JANE@example.com')).toEqual({ status: 200, body: { results: [created?.body] } });
  expect(search('joan@example.com')).toEqual({ status: 200, body: { results: [] } });
});

it('names every wrong field', () => {
  const answer = emulator.invalid([
    { pointer: '/first_name', keyword: 'required', message: 'is required' },
    { pointer: '/date_of_birth', keyword: 'format', message: 'must match format "date"' },
  ]);
  expect(answer).toEqual({
    status: 422,
    body: { error: 'First name is required, Date of birth must match format "date"' },
  });
  expect(errors.read(answer.body)?.fields?.map(({ name }) => name)).toEqual(['first_name', 'date_of_birth']);
});

it('gives its documented failures', () => {
  expect(emulator.failures.email_taken).toEqual({ status: 422, body: { error: 'Email has already been taken' } });
  expect(errors.read(emulator.failures.invalid?.body)?.fields?.[0]?.name).toBe('date_of_birth');
  expect(emulator.unauthorized()).toEqual({ status: 401 });
});
