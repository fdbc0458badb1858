import { expect, it } from 'vitest';
import { stax } from '../../../../src/datasources/stax/definition.js';

it('sends the key as a bearer token', () => {
  expect(stax.credential({ API_KEY: 'key' })).toEqual({ kind: 'bearer', token: 'key' });
});
