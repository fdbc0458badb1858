import type { InputPath } from '../../domain/customer.js';
import { checkText, forbiddenInProse } from './check-text.js';
import type { Complain } from './complain.js';

/** The value of an entry of a list of keys and values, as a caller gives it: a text, or any JSON. */
export interface GivenValue {
  readonly value?: string | null;
  /** Null is a JSON value too; undefined is none. */
  readonly json?: unknown;
}

/** A value as it is stored: a text, or the text of a JSON value, word for word. */
export interface StoredValue {
  readonly value: string;
  readonly json?: true;
}

/** Undefined when it is wrong. */
export function checkValue(
  { value, json }: GivenValue,
  at: (part: 'value' | 'json') => InputPath,
  maxLength: number,
  complain: Complain,
): StoredValue | undefined {
  const hasText = value !== undefined && value !== null;
  if (json === undefined || (json === null && hasText)) {
    if (!hasText) return complain(at('value'), 'REQUIRED', 'Give the entry a value, or json.');
    return { value: checkText(value, at('value'), maxLength, complain, forbiddenInProse) ?? '' };
  }
  if (hasText) return complain(at('json'), 'CONFLICT', 'Give the entry a value or json, not both.');
  const text = textOf(json);
  if (text === undefined || text.length > maxLength) {
    return complain(at('json'), 'TOO_LONG', `At most ${maxLength} characters, written as JSON.`);
  }
  return { value: text, json: true };
}

/** Undefined where the stack does not reach as deep as the value. */
function textOf(json: unknown): string | undefined {
  try {
    return JSON.stringify(json);
  } catch {
    return undefined;
  }
}
