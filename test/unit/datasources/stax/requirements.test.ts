import { describe, expect, it } from 'vitest';
import { requirements } from '../../../../src/datasources/stax/requirements.js';
import { aRequest } from '../provider-support.js';

const metadata = [{ key: 'tier', value: 'gold' }];
const violations = (options: Record<string, unknown>) =>
  requirements(aRequest({ metadata }, { options })).map(({ path, code }) => [path.slice(2).join('.'), code]);

describe('custom fields', () => {
  const fields = (...customFields: Record<string, unknown>[]) => violations({ customFields });

  it('may have names that differ, from each other or in their ids, and that of metadata', () => {
    expect(fields({ name: 'color' }, { name: 'size' }, { name: 'tier', value: 'x' }, { id: '1' })).toEqual([]);
    expect(fields({ name: 'color' }, { name: 'color', id: '1' }, { name: 'color', id: '2' })).toEqual([]);
    expect(requirements(aRequest())).toEqual([]);
  });

  it('may stand in the list once', () => {
    expect(fields({ name: 'color' }, { name: 'color' }, { key: 'color' })).toEqual([
      ['customFields.1.name', 'DUPLICATE'],
      ['customFields.2.key', 'DUPLICATE'],
    ]);
  });

  it('need a name or an id', () => {
    expect(fields({ name: '' }, { value: 'x' })).toEqual([
      ['customFields.0.name', 'REQUIRED'],
      ['customFields.1.name', 'REQUIRED'],
    ]);
  });
});

it('further options need a key that is not there yet, and a value', () => {
  const entry = { value: 'x' };
  expect(
    violations({
      options: [
        { key: 'a', ...entry },
        { key: 'a', ...entry },
        { key: '', ...entry },
        { key: 'b' },
        { key: 'customer_custom_fields', ...entry },
        { key: 'c', value: '' },
      ],
    }),
  ).toEqual([
    ['options.1.key', 'DUPLICATE'],
    ['options.2.key', 'REQUIRED'],
    ['options.3.value', 'REQUIRED'],
    ['options.4.key', 'NOT_SUPPORTED_BY_PROVIDER'],
  ]);
});
