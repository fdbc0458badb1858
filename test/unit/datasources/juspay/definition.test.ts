import { expect, it } from 'vitest';
import { juspay } from '../../../../src/datasources/juspay/definition.js';

it('authenticates with the key and an empty password', () => {
  expect(juspay.credential({ API_KEY: 'key', MERCHANT_ID: 'acme' })).toEqual({
    kind: 'basic',
    username: 'key',
    password: '',
  });
});

it('refuses a list of gateways with a name that is no gateway', () => {
  const setting = juspay.settings.find(({ name }) => name === 'GATEWAYS');
  expect(setting?.check?.('PAYU,STRIPE')).toMatch(/^unknown: STRIPE/);
});
