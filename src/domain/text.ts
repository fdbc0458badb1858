/** The form in which texts are stored, and in which they must be looked for: trimmed, in Unicode normal form C. */
export const normalText = (text: string): string => text.trim().normalize('NFC');

/** The form in which merchant accounts are named: lower case. */
export const normalAccount = (name: string): string => name.trim().toLowerCase();

/** One @ with a dot somewhere after it: a stricter pattern would refuse addresses that exist. */
export const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
