import type { Violation } from '../../domain/violation.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { tenDigitNumber } from './phone.js';

/** Rejects a phone number that Soap cannot store, which would otherwise be left out without the caller noticing. */
export function requirements({ profile }: CreateCustomerRequest): readonly Violation[] {
  if (profile.phone === undefined || tenDigitNumber(profile.phone) !== undefined) return [];
  return [
    {
      path: ['phone'],
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      message: 'Soap takes only telephone numbers of 10 digits with the country code +1.',
    },
  ];
}
