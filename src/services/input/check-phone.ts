import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Phone } from '../../domain/customer.js';
import { profileFields } from '../../domain/profile-fields.js';
import { normalId } from '../../domain/text.js';
import { formHints, toCountryCode } from './check-form.js';
import { checkText } from './check-text.js';
import type { Complain } from './complain.js';

/**
 * @param country of a national number, as the caller wrote it.
 * @param usualCountry of a national number without one: ISO 3166-1 alpha-2, one that numbering plans know.
 */
export function checkPhone(
  value: string | null | undefined,
  country: string | null | undefined,
  usualCountry: string | undefined,
  complain: Complain,
): Phone | undefined {
  const phone = checkText(value, ['phone'], profileFields.phone.maxLength, complain, undefined, normalId);
  const given = country && normalId(country) ? toCountryCode(country) : undefined;
  if (given !== undefined && !isSupportedCountry(given)) {
    return complain(['phoneCountry'], 'INVALID_VALUE', formHints.country);
  }
  if (phone === undefined) return undefined;
  const region = given ?? usualCountry;
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

/** Until 2019, mobile numbers in Mexico were called from abroad with a 1 that is part of no number any more. */
const oldMexicanMobile = /^\+521(\d{10})$/;

/** The form in which a telephone number with `+` is stored and looked up; any other text as texts without a form are. */
export function normalPhone(text: string): string {
  const phone = normalId(text);
  return (phone.startsWith('+') && toPhone(phone)?.e164) || phone;
}

/** Takes a number apart; undefined when no number can look like that (ITU-T E.164 lengths by country). */
function toPhone(phone: string, region?: string): Phone | undefined {
  const parse = (number: string) =>
    parsePhoneNumberFromString(number, {
      defaultCountry: region && isSupportedCountry(region) ? region : undefined,
      extract: false,
    });
  const asWritten = parse(phone);
  const mexican = asWritten && oldMexicanMobile.exec(asWritten.number)?.[1];
  const parsed = mexican && asWritten.ext === undefined ? parse(`+52${mexican}`) : asWritten;
  // E.164 has no extensions, and no provider takes them: a number with one would lose it in silence.
  if (!parsed?.isPossible() || parsed.ext !== undefined) return undefined;
  return { e164: parsed.number, countryCode: parsed.countryCallingCode, nationalNumber: parsed.nationalNumber };
}
