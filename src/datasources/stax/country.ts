import countries from 'i18n-iso-countries';

/** ISO 3166-1 alpha-3 for alpha-2. An unknown code is left as it is, for the document's check to refuse. */
export const alpha3 = (alpha2: string): string => countries.alpha2ToAlpha3(alpha2) ?? alpha2;
