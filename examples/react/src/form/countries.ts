import { getCountries } from 'libphonenumber-js/min';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** The name of a country by its ISO 3166-1 code, as the browser knows it. */
export const countryName = (code: string): string => names.of(code) ?? code;

export const byText = (a: Choice, b: Choice): number => a.text.localeCompare(b.text, 'en');

/** In ISO 3166-1 and without telephone numbers of their own, and the other way round. */
const withoutPhones: readonly string[] = ['AQ', 'BV', 'GS', 'HM', 'PN', 'TF', 'UM'];
const onlyPhones: readonly string[] = ['AC', 'TA'];

/** Every country that an address can be in. Kosovo is among them: the standard leaves XK to its users. */
export const countries: readonly Choice[] = [...getCountries(), ...withoutPhones]
  .filter((code) => !onlyPhones.includes(code))
  .map((value) => ({ value, text: countryName(value) }))
  .sort(byText);
