/** The form in which texts are stored and looked up: trimmed, in Unicode normal form C. */
export const normalText = (text: string): string => text.trim().normalize('NFC');

/**
 * What is copied along with a text from a web page, a chat or a contact card and seen by nobody: characters without width,
 * and those that steer the direction of writing. `\u200C` and `\u200D` also join letters and emoji, in names.
 */
const unseen = /\u034F|[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;

/**
 * The form in which texts that identify or reach somebody are stored and looked up, such as references, idempotency keys,
 * e-mail addresses and telephone numbers: as other texts, and without what nobody sees. The migration
 * `texts_without_unseen_characters` brings stored ones to this form.
 */
export const normalId = (text: string): string => normalText(text.replace(unseen, ''));

/** Whether there is anything to see in a text. U+2800 is a Braille pattern without dots. */
export const isVisible = (text: string): boolean =>
  /[^\s\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);

/** The form in which merchant accounts are named: lower case. */
export const normalAccount = (name: string): string => name.trim().toLowerCase();

/**
 * Whether PostgreSQL can store the text: it cannot contain NUL. A look-up key with NUL matches nothing, and must be left out
 * of a statement, which would otherwise fail for its other keys too.
 */
export const isStorable = (text: string): boolean => !text.includes('\0');

/** The text with U+FFFD for what PostgreSQL's text and JSON cannot hold: NUL, and halves of surrogate pairs. */
export const toStorable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\u{FFFD}');
