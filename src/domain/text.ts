/** As every text is stored: trimmed, and in Unicode normal form C. What is looked for has to be brought to that too. */
export const normalText = (text: string): string => text.trim().normalize('NFC');
