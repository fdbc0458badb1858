/** The form in which texts are stored and looked up: trimmed, in Unicode normal form C. */
export const normalText = (text: string): string => text.trim().normalize('NFC');

/** The form in which merchant accounts are named: lower case. */
export const normalAccount = (name: string): string => name.trim().toLowerCase();

/** One @ with a dot somewhere after it: a stricter pattern would refuse addresses that exist. */
export const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/**
 * Whether PostgreSQL can store the text: it cannot contain NUL. A look-up key with NUL matches nothing, and must be left out
 * of a statement, which would otherwise fail for its other keys too.
 */
export const isStorable = (text: string): boolean => !text.includes('\0');

/** The text with U+FFFD for what PostgreSQL's text and JSON cannot hold: NUL, and halves of surrogate pairs. */
export const toStorable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\u{FFFD}');
