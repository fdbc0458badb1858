import { type ProfilePlace, profileFields, profilePlaces } from '../../domain/profile-fields.js';
import { formHints } from './check-form.js';
import { maxOptionLength } from './check-options.js';

/** What `checkInput` wants of an input whichever provider it goes to, for a form to be built from. */
export interface CommonRule {
  readonly maxLength?: number;
  /** A JSON Schema format. */
  readonly format?: string;
  /** A sentence that describes a valid value. */
  readonly hint?: string;
}

const { maxEntries, maxKeyLength, maxValueLength } = profileFields.metadata;

const formRules: Readonly<Record<ProfilePlace['field']['kind'], CommonRule>> = {
  id: {},
  text: {},
  prose: {},
  email: { format: 'idn-email', hint: formHints.email },
  phone: { hint: 'Write the number with + and country code, such as +12025550143.' },
  'date-of-birth': { format: 'date', hint: formHints['date-of-birth'] },
  country: { hint: formHints.country },
  metadata: {
    hint: `At most ${maxEntries} entries, ${maxKeyLength} characters in a key, and ${maxValueLength} characters in a value.`,
  },
};

const rules: ReadonlyMap<string, CommonRule> = new Map(
  profilePlaces.map(({ path, field }) => [
    path.join('.'),
    { ...formRules[field.kind], maxLength: 'maxLength' in field ? field.maxLength : undefined },
  ]),
);

/** @param type What the input holds, as `providers` has it. */
export function commonRule(path: readonly string[], type: string): CommonRule {
  if (path[0] === 'providerOptions') return type === 'TEXT' ? { maxLength: maxOptionLength } : {};
  return rules.get(path.join('.')) ?? {};
}
