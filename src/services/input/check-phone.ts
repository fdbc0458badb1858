import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Phone } from '../../domain/customer.js';
import { profileFields } from '../../domain/profile-fields.js';
import { formHints, toCountryCode } from './check-form.js';
import { checkText } from './check-text.js';
import type { Complain } from './complain.js';

/** @param country of a national number, as the caller wrote it. */
export function checkPhone(
  value: string | null | undefined,
  country: string | null | undefined,
  complain: Complain,
): Phone | undefined {
  const phone = checkText(value, ['phone'], profileFields.phone.maxLength, complain);
  const region = country?.trim() ? toCountryCode(country) : undefined;
  if (region !== undefined && !isSupportedCountry(region)) {
    return complain(['phoneCountry'], 'INVALID_VALUE', formHints.country);
  }
  if (phone === undefined) return undefined;
  if (!region && !phone.startsWith('+')) {
    return complain(
      ['phone'],
      'INVALID_FORMAT',
      'Write the number with + and country code, such as +12025550143, or give phoneCountry.',
    );
  }
  return (
    toPhone(phone, region) ??
    complain(
      ['phone'],
      'INVALID_FORMAT',
      'Write one possible telephone number, without extension, such as +12025550143.',
    )
  );
}

/** Takes a number apart; undefined when no number can look like that (ITU-T E.164 lengths by country). */
function toPhone(phone: string, region?: string): Phone | undefined {
  const parsed = parsePhoneNumberFromString(phone, {
    defaultCountry: region && isSupportedCountry(region) ? region : undefined,
    extract: false,
  });
  // E.164 has no extensions, and no provider takes them: a number with one would lose it in silence.
  if (!parsed?.isPossible() || parsed.ext !== undefined) return undefined;
  return { e164: parsed.number, countryCode: parsed.countryCallingCode, nationalNumber: parsed.nationalNumber };
}
