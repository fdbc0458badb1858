import { iso31662 } from 'iso-3166';
import type { Address } from '../../domain/customer.js';

/**
 * The state of an address for a provider that takes codes of this many letters: a code of that length in capitals, a shorter
 * text as it is, else the code that ISO 3166-2 has for it in the address's country, or in all countries where none is given. Undefined
 * when there is no such code, or more than one.
 */
export function stateCode({ state, country }: Address, letters: number): string | undefined {
  if (state === undefined) return undefined;
  if (isCode(state.toUpperCase(), letters)) return state.toUpperCase();
  if ([...state].length <= letters) return state;
  const meant = folded(state);
  const codes = new Set(
    subdivisions()
      .filter((subdivision) => country === undefined || subdivision.country === country)
      .filter(({ name, whole }) => name === meant || whole === meant)
      .map(({ code }) => code)
      // A country may have regions and provinces of one name; without a country, another code means another place.
      .filter((code) => country === undefined || isCode(code, letters)),
  );
  const [code, ...others] = codes;
  return code !== undefined && others.length === 0 && isCode(code, letters) ? code : undefined;
}

const isCode = (code: string, letters: number): boolean => code.length === letters && /^[A-Z]+$/.test(code);

interface Subdivision {
  readonly country: string;
  readonly code: string;
  readonly name: string;
  /** The code together with the country. */
  readonly whole: string;
}

let known: readonly Subdivision[] | undefined;

/** Made on first use: most addresses have a code already. */
function subdivisions(): readonly Subdivision[] {
  known ??= iso31662.map(({ code, name }) => ({
    country: code.slice(0, 2),
    code: code.slice(3),
    name: folded(name),
    whole: folded(code),
  }));
  return known;
}

/** Without case, accents, spaces and punctuation. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
