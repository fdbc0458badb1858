/**
 * How many creations a statement is for: if several, its arguments are lists with an element for each.
 *
 * @param {readonly unknown[] | undefined} args
 */
export const rowsIn = (args) => (Array.isArray(args?.[0]) ? args[0].length : 1);
