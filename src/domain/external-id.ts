/** A provider's id that can be stored and asked for again; no provider's has other characters, or is anywhere near as long. */
export const isExternalId = (text: string): boolean => /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text);
