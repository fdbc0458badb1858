/** As every text is stored: trimmed, and in Unicode normal form C. What is looked for has to be brought to that too. */
export const normalText = (text: string): string => text.trim().normalize('NFC');

/** As merchant accounts are named: in lower case. */
export const normalAccount = (name: string): string => name.trim().toLowerCase();

/** One @, and a dot after it: no more can be said without refusing addresses that exist. */
export const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
