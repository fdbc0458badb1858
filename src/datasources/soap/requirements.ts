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
      message: 'Soap accepts only phone numbers with country code +1 and 10 digits.',
    },
  ];
}
