import { expect, it } from 'vitest';
import { stateCode } from '../../../../src/datasources/kit/state-code.js';

it.each([
  ['California', 'US', 'CA'],
  [' california ', 'US', 'CA'],
  ['US-CA', 'US', 'CA'],
  ['CA', 'US', 'CA'],
  ['ca', 'US', 'CA'],
  ['X', 'US', 'X'],
  ['Bayern', 'DE', 'BY'],
  ['Quebec', 'CA', 'QC'],
  ['Maharashtra', 'IN', 'MH'],
  ['Western Australia', 'AU', 'WA'],
  ['California', undefined, 'CA'],
  [undefined, 'US', undefined],
  // Three letters, digits, another country, no such place.
  ['New South Wales', 'AU', undefined],
  ['NSW', 'AU', undefined],
  ['Tokyo', 'JP', undefined],
  ['California', 'DE', undefined],
  ['Atlantis', 'US', undefined],
  // In the USA and in Uruguay.
  ['Florida', 'US', 'FL'],
  ['Florida', undefined, undefined],
  ['!!!', 'US', undefined],
])('%s in %s is %s', (state, country, code) => {
  expect(stateCode({ state, country }, 2)).toBe(code);
});

it('gives codes of the length that is asked for', () => {
  expect(stateCode({ state: 'New South Wales', country: 'AU' }, 3)).toBe('NSW');
});
