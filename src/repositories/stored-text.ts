/**
 * Whether PostgreSQL can hold the text: no text has a NUL. A key with one is nobody's, and must not reach a statement,
 * which would fail for all the keys beside it.
 */
export const isStorable = (text: string): boolean => !text.includes('\0');
