import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/juspay/answer.js';

const token = { client_auth_token: 'tkn_1', client_auth_token_expiry: '2020-03-17T14:28:37Z' };

it('reads the id, and the client token with its expiry', () => {
  expect(readCustomer({ id: 'cst_1', juspay: token })).toEqual({
    externalId: 'cst_1',
    clientToken: { token: 'tkn_1', expiresAt: new Date('2020-03-17T14:28:37Z') },
  });
});

it('reads a customer without a client token', () => {
  expect(readCustomer({ id: 'cst_1', juspay: null })).toEqual({ externalId: 'cst_1' });
});

it.each([[undefined], ['soon'], [null]])('keeps a token that expires at %j', (client_auth_token_expiry) => {
  expect(readCustomer({ id: 'cst_1', juspay: { ...token, client_auth_token_expiry } })).toEqual({
    externalId: 'cst_1',
    clientToken: { token: 'tkn_1' },
  });
});

it.each([[{}], [{ id: '' }], [{ id: { value: 42 } }], [null], [undefined], ['cst_1']])('finds no id in %j', (body) => {
  expect(readCustomer(body)).toBeUndefined();
});
