import countries from 'i18n-iso-countries';
import type { InputPath } from '../../domain/customer.js';
import { normalEmail } from '../../domain/email.js';
import type { TextKind } from '../../domain/profile-fields.js';
import { normalId } from '../../domain/text.js';
import type { Complain } from './complain.js';

/** What a text of a fixed form must look like: the message of a violation, and the hint beside a form's field. */
export const formHints = {
  email: 'Write the e-mail address as name@example.com.',
  'date-of-birth': 'Write a date of the calendar as YYYY-MM-DD.',
  country: 'Give the country as its two-letter ISO 3166-1 code, such as US.',
} as const;

/** Whether a text has the form that its kind asks for. Returns it as it is stored. */
export function checkForm(
  text: string,
  path: InputPath,
  kind: TextKind,
  complain: Complain,
  today: string,
): string | undefined {
  switch (kind) {
    case 'id':
    case 'text':
    case 'prose':
      return text;
    case 'email':
      return normalEmail(text) ?? complain(path, 'INVALID_FORMAT', formHints.email);
    case 'date-of-birth':
      return checkDateOfBirth(text, path, complain, today);
    case 'country': {
      const code = toCountryCode(text);
      return isInUse(code) ? code : complain(path, 'INVALID_VALUE', formHints.country);
    }
  }
}

function checkDateOfBirth(date: string, path: InputPath, complain: Complain, today: string): string | undefined {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined;
  const exists = parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  if (!exists) return complain(path, 'INVALID_FORMAT', formHints['date-of-birth']);
  if (date > today || date < '1875-01-01') {
    return complain(path, 'INVALID_VALUE', 'A date of birth lies in the past, and within a lifetime.');
  }
  return date;
}

/** Only letters that have no longer capitals: `ß` would become South Sudan. Empty when it is not two of those. */
export function toCountryCode(text: string): string {
  const code = normalId(text);
  return /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : '';
}

/** `XK` for Kosovo is among them: ISO 3166-1 leaves it to users, and some providers take it. */
const isInUse = (code: string): boolean => code in countries.getAlpha2Codes();
