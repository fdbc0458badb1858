import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * An e-mail address as in RFC 5321 and 6531, but for dots, which some providers of mailboxes allow anywhere before the @:
 * characters that are not special there, or a text in quotes; and a domain, or an address in brackets. Whether anybody has
 * the address is for others to find out.
 */
export const emailForm =
  /^(?:[^\s\p{Cc}@"(),:;<>[\]\\]+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])+")@(?:[^\s\p{Cc}@"(),:;<>[\]\\.]+(?:\.[^\s\p{Cc}@"(),:;<>[\]\\.]+)*|\[[^\s\p{Cc}[\]\\]+\])$/u;

/**
 * The form in which e-mail addresses are stored, compared and sent: a domain in another script is in Punycode (RFC 5891),
 * so that both ways of writing it are one address. Other domains stay as they are: fingerprints of requests are stored, and
 * depend on it. Undefined when it is no e-mail address.
 */
export function normalEmail(text: string): string | undefined {
  if (!emailForm.test(text)) return undefined;
  const { local, domain } = parts(text);
  if (!/[^\0-\x7f]|xn--/i.test(domain)) return text;
  const ascii = domainToASCII(domain);
  // Punycode that stands for nothing may be somebody's domain all the same.
  if (ascii === '') return /^[\0-\x7f]*$/.test(domain) ? text : undefined;
  const email = `${local}@${ascii}`;
  return emailForm.test(email) ? email : undefined;
}

/** The forms in which an address may be stored: the normal one, and the one in which versions before 0.2 stored it. */
export function storedEmails(text: string): readonly string[] {
  const email = normalEmail(text);
  if (email === undefined) return [text];
  const { local, domain } = parts(email);
  return [...new Set([email, `${local}@${/xn--/.test(domain) ? domainToUnicode(domain) : domain}`, text])];
}

function parts(email: string): { readonly local: string; readonly domain: string } {
  const at = email.lastIndexOf('@');
  return { local: email.slice(0, at), domain: email.slice(at + 1) };
}
