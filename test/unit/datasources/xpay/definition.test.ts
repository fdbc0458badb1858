import { expect, it } from 'vitest';
import { xpay } from '../../../../src/datasources/xpay/definition.js';
import { aRequest } from '../provider-support.js';

const settings = { PUBLIC_KEY: 'public', PRIVATE_KEY: 'private' };

it('sends the idempotency key of the creation', () => {
  expect(xpay.headers?.(aRequest({}, { idempotencyKey: 'creation-1' }), settings)).toEqual({
    'Idempotency-Key': 'creation-1',
  });
});

it('sends the key pair as Basic credentials', () => {
  expect(xpay.credential(settings)).toEqual({ kind: 'basic', username: 'public', password: 'private' });
});
