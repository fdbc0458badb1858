import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
import { byText, type Choice, countryName } from './countries';

/** The value beside `phone` that holds the chosen country. */
export const phoneCountry = 'phoneCountry';

export const callingCodes: readonly Choice[] = getCountries()
  .map((value) => ({ value, text: `${countryName(value)} (+${getCountryCallingCode(value)})` }))
  .sort(byText);

/** Where the browser's language is spoken: most people enter customers of their own country. */
const home: CountryCode = (() => {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return isSupportedCountry(region) ? region : 'US';
})();

export const countryOf = (chosen: string | undefined): CountryCode =>
  chosen && isSupportedCountry(chosen) ? chosen : home;

/** The country that a number names itself, as one that was pasted or filled in by the browser may. */
export const countryIn = (text: string): string | undefined =>
  text.trim().startsWith('+') ? parsePhoneNumberFromString(text)?.country : undefined;

/** With + and country code, as every provider takes it. A number that is not possible stays as it is. */
export const toE164 = (text: string, chosen: string | undefined): string =>
  parsePhoneNumberFromString(text, { defaultCountry: countryOf(chosen), extract: false })?.number ?? text;

/** What is wrong with a number, if anything is. */
export function phoneProblem(text: string, chosen: string | undefined): string | undefined {
  const country = countryOf(countryIn(text) ?? chosen);
  const callingCode = getCountryCallingCode(country);
  switch (validatePhoneNumberLength(text, country)) {
    case undefined:
      return undefined;
    case 'TOO_SHORT':
      return `This is too short for a number with +${callingCode}.`;
    case 'TOO_LONG':
      return `This is too long for a number with +${callingCode}.`;
    case 'INVALID_LENGTH':
    case 'INVALID_COUNTRY':
    case 'NOT_A_NUMBER':
      return 'This is not a telephone number.';
  }
}
