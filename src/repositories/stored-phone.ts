import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Phone } from '../domain/customer.js';

/**
 * Takes a stored number apart, once that is asked for: a read of many customers wants no more than `e164`. It was valid when it was stored; should today's numbering plans no longer know its
 * country, all of it counts as the national number.
 */
export function parseStoredPhone(e164: string): Phone {
  let parts: Omit<Phone, 'e164'> | undefined;
  const takeApart = () => {
    const parsed = parsePhoneNumberFromString(e164);
    return {
      countryCode: parsed?.countryCallingCode ?? '',
      nationalNumber: parsed?.nationalNumber ?? e164.replace(/^\+/, ''),
    };
  };
  return {
    e164,
    get countryCode() {
      parts ??= takeApart();
      return parts.countryCode;
    },
    get nationalNumber() {
      parts ??= takeApart();
      return parts.nationalNumber;
    },
  };
}
