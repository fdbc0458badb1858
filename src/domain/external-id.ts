/** Whether a provider's id is sane: at most 255 characters, none of them a control character. */
export const isExternalId = (text: string): boolean => /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text);
