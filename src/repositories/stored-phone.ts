import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Phone } from '../domain/customer.js';

/**
 * Splits a stored phone number into its parts on first use, because most reads need `e164` only. The number was valid when
 * it was stored; if the present numbering plans do not know its country, all of it counts as the national number.
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
