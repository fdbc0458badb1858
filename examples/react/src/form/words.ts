import type { Field, ProviderInfo } from './field';
import type { GroupName } from './layout';
import { isPlain, plain, spellOut } from './plain-words';

/** Every label and hint of the form. What `providers` says for programmers gets its words for people here. */

const labels: Readonly<Record<string, string>> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  phone: 'Phone',
  company: 'Company',
  dateOfBirth: 'Date of birth',
  'address.country': 'Country',
  'address.line1': 'Address line 1',
  'address.line2': 'Address line 2',
  'address.line3': 'Address line 3',
  'address.city': 'City',
  'address.state': 'State or region',
  'address.postalCode': 'Postal code',
  reference: 'Your customer ID',
  description: 'Notes',
  metadata: 'Custom details',
  requestClientToken: 'Ask for a client token',
  options: 'Further settings',
  routingId: 'Routing ID',
};

/** Without the provider that alone has the field: another one may have the same. */
const keyOf = (name: string): string => name.replace(/^providerOptions\.[^.]+\./, '');

/** One name for every provider; a field that is not in the list has the API's. */
export const labelFor = (name: string, ofApi: string): string => labels[keyOf(name)] ?? ofApi;

/** Of a name as it is in a text of the API, where the address's are without `address.`. */
const labelOf = (name: string): string | undefined => labels[name] ?? labels[`address.${name}`];

const hints: Readonly<Record<string, string>> = {
  phone: 'As it is dialled in that country.',
  reference: 'The ID that you know this customer by, such as user-1042.',
  requestClientToken: 'With it, the customer can pay in your own app or page.',
  options: 'More about the customer’s record, beside its custom fields.',
  routingId: 'Leave it empty unless you were given one. It stays with the customer.',
};

/** How to type into a control, which the API does not know. */
const notations: Partial<Readonly<Record<Field['widget'], string>>> = {
  pairs: 'One per line, with an equals sign between name and value, such as plan=gold.',
  words: 'Separate several with commas.',
};

/** The label and the control say it already, or most people never come upon it: these hints wait for a mistake. */
const onlyAfterMistake: readonly string[] = [
  'firstName',
  'lastName',
  'email',
  'dateOfBirth',
  'address.country',
  'address.state',
  'options',
  'routingId',
];

/** What stands below a field. */
export function hintFor({ name, widget, hint, minLength = 0 }: Field): string {
  const needless =
    onlyAfterMistake.includes(keyOf(name)) || (widget === 'phone' && hint?.includes('with + and country code'));
  const ofApi = hint && !needless ? plain(hint, labelOf) : '';
  const least = minLength && minLength > 1 && !ofApi.includes('at least') ? `At least ${minLength} characters.` : '';
  return [notations[widget], ofApi || hints[keyOf(name)], least].filter(Boolean).join(' ');
}

export const headings: Readonly<Record<Exclude<GroupName, 'onlyHere'>, string>> = {
  person: 'Customer',
  address: 'Address',
  records: 'Your records',
};

const notes: typeof headings = {
  person: 'Who it is, and how to reach them.',
  address: 'All of it may stay empty.',
  records: 'How you find this customer again, and what else you want to keep.',
};

/** What stands below a group's heading. */
export function noteFor(group: keyof typeof notes, fields: readonly Field[], { title }: ProviderInfo): string {
  const noneSent = fields.length > 0 && fields.every(({ mark }) => mark === 'unsent');
  return noneSent ? `${title} has no place for this. It is kept for the other providers.` : notes[group];
}

const all = new Intl.ListFormat('en', { type: 'conjunction' });
const small = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

/** What stands below the choice of a provider. */
export function needsOf({ title, requiredOneOf }: ProviderInfo, fields: readonly Field[]): string {
  const named = (mark: Field['mark']) => fields.filter((field) => field.mark === mark).map(({ label }) => small(label));
  const needs = named('required');
  if (requiredOneOf.length > 0) needs.push(`at least one of ${all.format(named('one-of'))}`);
  return needs.length > 0 ? `Required at ${title}: ${all.format(needs)}.` : `Nothing is required at ${title}.`;
}

export const marks: Readonly<Record<NonNullable<Field['mark']>, string>> = {
  required: 'Required',
  'one-of': 'One of these',
  unsent: 'Not sent',
};

/** A mark for somebody who hears it without seeing the form. */
export function markInFull({ title }: ProviderInfo, mark: NonNullable<Field['mark']>): string {
  switch (mark) {
    case 'required':
      return `${title} requires it.`;
    case 'one-of':
      return `${title} needs this or another field with the same mark.`;
    case 'unsent':
      return `Not sent to ${title}; kept for the other providers.`;
  }
}

/** What is wrong with a text that does not fit the provider's rules. */
export function misfit({ hint, format, pattern, widget }: Field, text: string, title: string): string {
  const strange = pattern ? strangeSigns(new RegExp(pattern, 'u'), text) : '';
  if (strange) return `${title} does not accept ${strange} in this field.`;
  if (widget === 'country') return `${title} does not take this country.`;
  if (hint && isPlain(hint)) return plain(hint, labelOf);
  return format === 'idn-email'
    ? 'An e-mail address looks like jane.doe@example.com.'
    : `${title} does not accept what is written here.`;
}

/** The characters that a rule forbids, if the text fits without them. */
function strangeSigns(rule: RegExp, text: string): string {
  const onlyWith = (kept: (sign: string) => boolean) => [...text].map((sign) => (kept(sign) ? sign : 'a')).join('');
  // An address needs its @ and full stop, which other rules may forbid.
  const isUsual = [/[A-Za-z0-9]/, /[A-Za-z0-9@.]/]
    .map((usual) => (sign: string) => usual.test(sign))
    .find((usual) => rule.test(onlyWith(usual)));
  if (!isUsual) return '';
  const strange = [...new Set(text)].filter(
    (sign) => !rule.test(onlyWith((other) => other === sign || isUsual(other))),
  );
  return all.format(strange.map((sign) => (sign.trim() ? `“${sign}”` : 'spaces')));
}

/** Of an empty field that the provider requires. @param hasOneName the other half of the name was given. */
export const missing = ({ hint }: Field, title: string, hasOneName: boolean): string =>
  [`${title} requires this.`, hasOneName && hint && plain(hint, labelOf)].filter(Boolean).join(' ');

/** A message of the API. */
export const messageWords = (message: string): string => plain(message, labelOf) || 'This is not accepted.';

/** A message of the API about something that the form does not ask for. */
export function problemElsewhere(path: readonly string[], message: string): string {
  const last = path.findLast((part) => !/^\d+$/.test(part));
  const words = messageWords(message);
  return last === undefined ? words : `${labelOf(last) ?? spellOut(last)}: ${words}`;
}
