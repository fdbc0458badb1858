import type { Phone } from '../../domain/customer.js';

/**
 * The form in which Soap stores phone numbers: 10 digits without a country code, so only numbers of the North American
 * Numbering Plan fit. Undefined for any other number.
 */
export function tenDigitNumber(phone: Phone | undefined): string | undefined {
  return phone?.countryCode === '1' && /^\d{10}$/.test(phone.nationalNumber) ? phone.nationalNumber : undefined;
}
