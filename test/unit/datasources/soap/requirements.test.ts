import { expect, it } from 'vitest';
import { requirements } from '../../../../src/datasources/soap/requirements.js';
import { aRequest } from '../provider-support.js';

const plusOne = { e164: '+12025550123', countryCode: '1', nationalNumber: '2025550123' };
const elsewhere = { e164: '+442079460123', countryCode: '44', nationalNumber: '2079460123' };

it('accepts a +1 number of 10 digits, and no number at all', () => {
  expect(requirements(aRequest({ phone: plusOne }))).toEqual([]);
  expect(requirements(aRequest())).toEqual([]);
});

it.each([elsewhere, { ...plusOne, nationalNumber: '20255501' }])('refuses $e164 $nationalNumber', (phone) => {
  expect(requirements(aRequest({ phone }))).toEqual([
    { path: ['phone'], code: 'NOT_SUPPORTED_BY_PROVIDER', message: expect.stringContaining('+1') },
  ]);
});
