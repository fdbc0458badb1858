import { expect, it } from 'vitest';
import { soap } from '../../../../src/datasources/soap/definition.js';

it.each([
  [
    { API_KEY: 'key', AUTH_SCHEME: 'bearer' },
    { kind: 'bearer', token: 'key' },
  ],
  [
    { API_KEY: 'key', AUTH_SCHEME: 'bare' },
    { kind: 'bare', value: 'key' },
  ],
])('sends the key of %j as %j', (settings, credential) => {
  expect(soap.credential(settings)).toEqual(credential);
});
