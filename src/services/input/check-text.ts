import type { InputPath } from '../../domain/customer.js';
import type { TextField } from '../../domain/profile-fields.js';
import { isVisible, normalId, normalText } from '../../domain/text.js';
import { checkForm } from './check-form.js';
import type { Complain } from './complain.js';

const forbidden = /[\p{Cc}\p{Cs}]/u;
/** Line breaks and tabs are allowed where text runs over several lines. */
export const forbiddenInProse = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** A text of the profile as it is stored; undefined when there is nothing in it, or when it is wrong. */
export function checkTextField(
  value: string | null | undefined,
  path: InputPath,
  { kind, maxLength }: TextField,
  complain: Complain,
  today: string,
): string | undefined {
  // A text of a fixed form gets a complaint about its form, not about its length, unless it is absurdly long.
  const limit = kind === 'date-of-birth' || kind === 'country' ? 64 : maxLength;
  const normal = kind === 'text' || kind === 'prose' ? normalText : normalId;
  const text = checkText(value, path, limit, complain, kind === 'prose' ? forbiddenInProse : forbidden, normal);
  return text === undefined || !isVisible(text) ? undefined : checkForm(text, path, kind, complain, today);
}

/** In the form in which it is stored; undefined when there is nothing in it, or when it is wrong. */
export function checkText(
  value: string | null | undefined,
  path: InputPath,
  maxLength: number,
  complain: Complain,
  pattern = forbidden,
  normal = normalText,
): string | undefined {
  const text = value === undefined || value === null ? undefined : normal(value);
  if (!text) return undefined;
  const length = lengthUpTo(maxLength, text);
  if (length > maxLength) return complain(path, 'TOO_LONG', `At most ${maxLength} characters; these are ${length}.`);
  if (pattern.test(text)) return complain(path, 'INVALID_CHARACTERS', 'Leave out control characters.');
  return text;
}

/** In code points, of which a text has at least half as many as UTF-16 units: only a doubtful one is counted. */
const lengthUpTo = (limit: number, text: string): number =>
  text.length > limit && text.length <= 2 * limit ? [...text].length : text.length;
