import { longestMetadata, longestOption, longestTexts, rightForms } from './check-input.js';

/** What `checkInput` wants of an input whichever provider it goes to, for a form to be built from. */
export interface CommonRule {
  readonly maxLength?: number;
  /** A JSON Schema format. */
  readonly format?: string;
  /** A sentence that says what would be right. */
  readonly hint?: string;
}

const { entries, key, value } = longestMetadata;

const rules: Readonly<Record<string, CommonRule>> = {
  email: { format: 'idn-email', hint: rightForms.email },
  phone: { hint: 'Write the number with + and country code, such as +12025550143.' },
  dateOfBirth: { format: 'date', hint: rightForms.dateOfBirth },
  'address.country': { hint: rightForms.country },
  metadata: { hint: `At most ${entries} entries, ${key} characters in a key, and ${value} characters in a value.` },
};

/** @param type What the input holds, as `providers` has it. */
export function commonRule(path: readonly string[], type: string): CommonRule {
  const name = path.join('.');
  if (path[0] === 'providerOptions') return type === 'TEXT' ? { maxLength: longestOption } : {};
  return { ...rules[name], maxLength: (longestTexts as Readonly<Record<string, number>>)[name] };
}
