import { useEffect, useState } from 'react';
import { byText, type Choice } from './countries';

/** The countries where people write the state into an address, and by one list. Elsewhere it is a line of text. */
const withStates: readonly string[] = ['AU', 'BR', 'CA', 'IN', 'MX', 'US'];

/** The states of a country, once they are loaded: the list of ISO 3166-2 is larger than the rest of the page. */
export function useStates(country: string | undefined): readonly Choice[] | undefined {
  const [loaded, setLoaded] = useState<{ readonly country: string; readonly states: readonly Choice[] }>();
  useEffect(() => {
    if (!country || !withStates.includes(country)) return;
    let wanted = true;
    // Without the list, the field stays a line of text.
    statesOf(country).then(
      (states) => wanted && setLoaded({ country, states }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [country]);
  return loaded?.country === country ? loaded?.states : undefined;
}

async function statesOf(country: string): Promise<Choice[]> {
  const { iso31662 } = await import('iso-3166');
  return iso31662
    .filter(({ parent }) => parent === country)
    .map(({ code, name }) => ({ value: code.slice(country.length + 1), text: asWritten(name) }))
    .sort(byText);
}

/** Without the strokes and dots of the standard's transliteration, which nobody writes: `Bihār`. */
const asWritten = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0304\u0323]/g, '')
    .normalize('NFC');
