import { beforeEach, expect, it } from 'vitest';
import { emulator } from '../../../../src/datasources/stax/emulator.js';
import { errors } from '../../../../src/datasources/stax/errors.js';
import { type CustomerStore, openCustomerStore } from '../../../../src/emulator/customer-store.js';
import { emulatedRequest } from '../provider-support.js';

let store: CustomerStore;
beforeEach(() => {
  store = openCustomerStore();
});

const jane = {
  firstname: 'Jane',
  email: 'jane@example.com',
  reference: 'customer-0001',
  options: { customer_custom_fields: [{ name: 'tier', type: 'text', value: 'gold' }] },
};
const create = (body: Record<string, unknown>) =>
  emulator.operations.createCustomer?.(emulatedRequest({ body }), store);
const list = (query: Record<string, string>) => emulator.operations.listCustomers?.(emulatedRequest({ query }), store);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

it('answers 201 with the whole record', () => {
  const dateAndTime = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  expect(create({ ...jane, address_1: '12 Example Street', address_zip: '62701' })).toEqual({
    status: 201,
    body: {
      id: expect.stringMatching(uuid),
      ...jane,
      lastname: null,
      company: null,
      phone: null,
      notes: null,
      address_1: '12 Example Street',
      address_2: null,
      address_city: null,
      address_state: null,
      address_zip: '62701',
      address_country: null,
      cc_emails: null,
      cc_sms: null,
      allow_invoice_credit_card_payments: null,
      created_at: dateAndTime,
      updated_at: dateAndTime,
      deleted_at: null,
      has_address: false,
      missing_address_components: ['address_city', 'address_state'],
    },
  });
  const whole = { ...jane, address_1: 'a', address_city: 'b', address_state: 'IL', address_zip: '62701' };
  expect(create(whole)?.body).toMatchObject({ has_address: true, missing_address_components: [] });
});

it('makes a new record of the same customer', () => {
  const [first, second] = [create(jane), create(jane)];
  expect(first?.body).not.toEqual(second?.body);
  expect(store.customers()).toHaveLength(2);
});

it('lists by e-mail and by reference', () => {
  const ours = create(jane)?.body;
  const other = create({ ...jane, reference: 'customer-7' })?.body;
  create({ ...jane, email: 'joan@example.com', reference: 'customer-8' });
  expect(list({ email: 'jane@example.com' })?.body).toMatchObject({ data: [ours, other], total: 2 });
  expect(list({ reference: 'customer-0001' })?.body).toMatchObject({ data: [ours], total: 1 });
  expect(list({ email: 'nobody@example.com' })?.body).toMatchObject({ data: [], total: 0, last_page: 1 });
});

it('lists page by page', () => {
  for (let count = 0; count < 3; count++) create(jane);
  const page = list({ page: '2', per_page: '2' })?.body;
  expect(page).toMatchObject({ data: [store.customers()[2]], current_page: 2, last_page: 2, per_page: 2, total: 3 });
  expect(page).toMatchObject({
    next_page_url: null,
    prev_page_url: expect.stringMatching(/\?page=1$/),
    from: 3,
    to: 3,
  });
  expect(list({ per_page: '2' })?.body).toMatchObject({ next_page_url: expect.stringMatching(/\?page=2$/) });
  expect(list({ email: 'nobody@example.com' })?.body).toMatchObject({ next_page_url: null, from: null, to: null });
});

it('names every wrong field with every message', () => {
  const problem = (pointer: string, message: string) => ({ pointer, keyword: 'any', message });
  expect(
    emulator.invalid([
      problem('/email', 'a'),
      problem('/address_state', 'b'),
      problem('/address_state', 'c'),
      problem('', 'd'),
    ]),
  ).toEqual({ status: 422, body: { email: ['a'], address_state: ['b', 'c'], error: ['d'] } });
});

it('refuses a customer without any name as one mistake', () => {
  expect(emulator.invalid([{ pointer: '', keyword: 'anyOf', message: 'must match a schema in anyOf' }])).toEqual(
    emulator.failures.bad_request,
  );
});

it.each(Object.entries(emulator.failures))('gives %s in a form that can be read', (_, { body }) => {
  expect(errors.read(body)?.message).toEqual(expect.any(String));
});

it('says when to come back', () => {
  expect(emulator.failures.rate_limited).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
  expect(emulator.failures.blocked).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
});
