import { describe, expect, it } from 'vitest';
import { emulator } from '../../../../src/datasources/juspay/emulator.js';
import { errors } from '../../../../src/datasources/juspay/errors.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import type { EmulatedCustomerStore, EmulatedRequest } from '../../../../src/datasources/provider-emulator.js';
import { emulate, expectDocumented, openTestStore } from '../provider-support.js';

const document = loadDocument('juspay');
const body = { object_reference_id: 'customer-0001', mobile_number: '9988776655', first_name: 'Ada' };
const tokenWanted = { 'options.get_client_auth_token': 'true' };

const run = (operationId: string, request: Partial<EmulatedRequest>, store: EmulatedCustomerStore) =>
  emulate(document, emulator, operationId, request, store);

describe('createCustomer', () => {
  it('keeps and answers the customer', () => {
    const store = openTestStore();
    const answer = run('createCustomer', { body }, store);
    expect(answer).toEqual({
      status: 200,
      body: {
        id: expect.stringMatching(/^cst_[a-z0-9]{16}$/),
        object: 'customer',
        ...body,
        date_created: '2026-02-03T04:05:06Z',
        last_updated: '2026-02-03T04:05:06Z',
      },
    });
    expect(store.customers()).toEqual([answer.body]);
  });

  it('gives a token for 15 minutes when asked to, and does not keep it', () => {
    const store = openTestStore();
    const answer = run('createCustomer', { body: { ...body, ...tokenWanted } }, store);
    expect(answer.body).toMatchObject({
      juspay: {
        client_auth_token: expect.stringMatching(/^tkn_\w{32}$/),
        client_auth_token_expiry: '2026-02-03T04:20:06Z',
      },
    });
    expect(JSON.stringify(store.customers())).not.toContain('tkn_');
  });

  it('refuses an object_reference_id that exists', () => {
    const store = openTestStore();
    run('createCustomer', { body }, store);
    const answer = run('createCustomer', { body }, store);
    expect(answer).toMatchObject({
      status: 400,
      body: { status: 'invalid_request_error', error_code: 'unique', error_info: { code: 'ALREADY_EXISTS' } },
    });
    expect(store.customers()).toHaveLength(1);
  });
});

describe('retrieveCustomer', () => {
  it("finds by Juspay's id and by ours, with a token when asked to", () => {
    const store = openTestStore();
    const created = run('createCustomer', { body }, store).body as { id: string };
    for (const customer_id of [created.id, body.object_reference_id]) {
      expect(run('retrieveCustomer', { path: { customer_id } }, store)).toEqual({ status: 200, body: created });
    }
    const path = { customer_id: created.id };
    expect(run('retrieveCustomer', { path, query: tokenWanted }, store).body).toHaveProperty(
      'juspay.client_auth_token',
    );
  });
  it('answers 404 object_not_found otherwise', () => {
    const answer = run('retrieveCustomer', { path: { customer_id: 'customer-0002' } }, openTestStore());
    expect(answer).toMatchObject({ status: 404, body: { error_code: 'object_not_found' } });
  });
});

describe('refusals', () => {
  const cases: [pointer: string, keyword: string, field: string][] = [
    ['/mobile_number', 'required', 'mobile_number'],
    ['/email_address', 'pattern', 'email_address'],
    ['header:x-routing-id', 'required', 'x-routing-id'],
    ['query:options.get_client_auth_token', 'enum', 'options.get_client_auth_token'],
  ];
  it.each(cases)('%s %s', (pointer, keyword, field) => {
    const answer = emulator.invalid([{ pointer, keyword, message: 'is wrong' }]);
    expectDocumented(document, 'createCustomer', answer);
    expect(errors.read(answer.body)?.fields?.[0]?.name).toBe(field);
  });

  it.each(Object.entries({ ...emulator.failures, credentials: emulator.unauthorized() }))('%s', (name, answer) => {
    expectDocumented(document, name === 'not_found' ? 'retrieveCustomer' : 'createCustomer', answer);
    expect(errors.read(answer.body)?.code).toBeDefined();
  });
});
