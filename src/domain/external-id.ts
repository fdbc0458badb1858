/**
 * Whether a provider's id is sane: at most 255 characters, none of them a control character. As a part of a URL's path, `.`
 * and `..` would lead elsewhere.
 */
export const isExternalId = (text: string): boolean => /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,255}$/u.test(text);
