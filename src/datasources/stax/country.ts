import countries from 'i18n-iso-countries';

/** ISO 3166-1 alpha-3 for alpha-2; a code that has none stays as it is, for the document's check to name it. */
export const alpha3 = (alpha2: string): string => countries.alpha2ToAlpha3(alpha2) ?? alpha2;
