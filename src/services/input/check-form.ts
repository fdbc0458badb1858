import countries from 'i18n-iso-countries';
import type { InputPath } from '../../domain/customer.js';
import type { TextKind } from '../../domain/profile-fields.js';
import { emailForm } from '../../domain/text.js';
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
    case 'text':
    case 'prose':
      return text;
    case 'email':
      return emailForm.test(text) ? text : complain(path, 'INVALID_FORMAT', formHints.email);
    case 'date-of-birth':
      return checkDateOfBirth(text, path, complain, today);
    case 'country': {
      const code = toCountryCode(text);
      return isAssigned(code) ? code : complain(path, 'INVALID_VALUE', formHints.country);
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
  const trimmed = text.trim();
  return /^[A-Za-z]{2}$/.test(trimmed) ? trimmed.toUpperCase() : '';
}

/** `XK` is in use for Kosovo, but left to users: ISO 3166-1 does not assign it. */
const isAssigned = (code: string): boolean => code !== 'XK' && code in countries.getAlpha2Codes();
