import { expect, it } from 'vitest';
import { vaultera } from '../../../../src/datasources/vaultera/definition.js';

it('sends the bare key', () => {
  expect(vaultera.credential({ API_KEY: 'key' })).toEqual({ kind: 'bare', value: 'key' });
});
