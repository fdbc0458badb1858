/** What only a programmer reads: a standard, a protocol, or a row of signs in place of a description. */
const forMachines = /\b(?:ISO|ASCII|JSON|UTF|header|regular expression)\b|[^\s\p{L}\p{N}]{5,}/u;

const sentencesOf = (text: string): string[] => text.split(/(?<=\.)\s+(?=\p{Lu})/u);

/** Whether everybody can read it. */
export const isPlain = (text: string): boolean => !forMachines.test(text);

/**
 * A text of the API without the sentences that are for programmers, and with words for the names of its fields. Empty when
 * nothing is left.
 *
 * @param labelOf what the form calls a field, if it has it.
 */
export function plain(text: string, labelOf: (name: string) => string | undefined): string {
  const inWords = (name: string): string => {
    const label = labelOf(name);
    return label === undefined ? spellOut(name) : `“${label}”`;
  };
  return (
    sentencesOf(text)
      .filter(isPlain)
      .join(' ')
      // A code such as that of a broken connection is for whoever reads the log.
      .replace(/ \([A-Z_\d]{4,}\)/g, '')
      .replace(/`([^`]+)`/g, (_, name: string) => inWords(name))
      // Two small letters before the first capital: one alone is a brand's, as in iPhone.
      .replace(/\b\p{Ll}{2,}(?:\p{Lu}\p{Ll}+)+\b/gu, inWords)
  );
}

/** `routingId` → `routing id`. */
export const spellOut = (name: string): string =>
  name.replace(/(?<=\p{Ll})\p{Lu}/gu, (capital) => ` ${capital.toLowerCase()}`);
