import { expect, it } from 'vitest';
import { requirements } from '../../../../src/datasources/stax/requirements.js';
import { aRequest } from '../provider-support.js';

const metadata = [{ key: 'tier', value: 'gold' }];
const violations = (...keys: string[]) => {
  const customFields = keys.map((key) => ({ key, value: 'x' }));
  return requirements(aRequest({ metadata }, { options: { customFields } })).map(({ path, code }) => [
    path.join('.'),
    code,
  ]);
};

it('accepts keys that differ', () => {
  expect(violations('color', 'size')).toEqual([]);
  expect(requirements(aRequest())).toEqual([]);
});

it('refuses a key that metadata or another custom field has', () => {
  expect(violations('tier', 'color', 'color')).toEqual([
    ['providerOptions.stax.customFields.0.key', 'DUPLICATE'],
    ['providerOptions.stax.customFields.2.key', 'DUPLICATE'],
  ]);
});

it('refuses an empty key', () => {
  expect(violations('')).toEqual([['providerOptions.stax.customFields.0.key', 'REQUIRED']]);
});
