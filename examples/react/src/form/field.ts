import type { ProviderInputFieldsFragment, ProviderInputType, ProvidersQuery } from '../generated/operations';

export type ProviderInfo = ProvidersQuery['providers'][number];
export type InputPath = readonly string[];

/** One field of the form: an input from `providers`, and how it is presented. */
export interface Field extends Partial<ProviderInputFieldsFragment>, Presentation {
  /** The path with dots, e.g. `address.city`: the key of its value, and part of its element's id. */
  readonly name: string;
  readonly path: string[];
  readonly label: string;
}

interface Presentation {
  /** `pairs`: one `key=value` per line; `words`: a list separated by commas. */
  readonly widget: 'text' | 'date' | 'prose' | 'select' | 'checkbox' | 'pairs' | 'words';
  readonly autoComplete?: string;
  readonly inputMode?: 'email' | 'tel';
  /** Shown if the API gives no hint. */
  readonly help?: string;
  /** How to type the value into this widget, which the API does not know. */
  readonly notation?: string;
}

/** Lists of objects are left to forms made for them. */
type Offered = Exclude<ProviderInputType, 'OBJECT_LIST'>;

const byType: Readonly<Record<Offered, Presentation>> = {
  TEXT: { widget: 'text' },
  TEXT_LIST: { widget: 'words', notation: 'With commas between.' },
  BOOLEAN: { widget: 'checkbox' },
  KEY_VALUE_LIST: { widget: 'pairs', notation: 'One a line, as key=value.' },
};

/** What `providers` does not return: `autocomplete` names, and controls other than a line of text. */
const byName: Readonly<Record<string, Partial<Presentation>>> = {
  firstName: { autoComplete: 'given-name' },
  lastName: { autoComplete: 'family-name' },
  email: { autoComplete: 'email', inputMode: 'email' },
  phone: { autoComplete: 'tel', inputMode: 'tel', help: 'With + and country code, such as +12025550143.' },
  company: { autoComplete: 'organization' },
  dateOfBirth: { widget: 'date', autoComplete: 'bday' },
  description: { widget: 'prose' },
  reference: { help: 'Your own id for this customer.' },
  'address.line1': { autoComplete: 'address-line1' },
  'address.line2': { autoComplete: 'address-line2' },
  'address.line3': { autoComplete: 'address-line3' },
  'address.city': { autoComplete: 'address-level2' },
  'address.state': { autoComplete: 'address-level1' },
  'address.postalCode': { autoComplete: 'postal-code' },
  'address.country': { autoComplete: 'country', help: 'Two letters, such as US.' },
};

export const nameOf = (path: InputPath): string => path.join('.');

type Input = Partial<ProviderInputFieldsFragment> &
  Pick<ProviderInputFieldsFragment, 'path' | 'label'> & { readonly type: Offered };

const isOffered = <One extends { readonly type: ProviderInputType }>(one: One): one is One & { type: Offered } =>
  one.type !== 'OBJECT_LIST';

/** The fields that a provider takes. */
export const fieldsOf = ({ inputs }: ProviderInfo, requiredToo?: readonly InputPath[]): Field[] =>
  inputs.filter(isOffered).map((input) => toField(input, requiredToo));

/** @param requiredToo what the chosen account requires in addition to its provider. */
function toField(input: Input, requiredToo: readonly InputPath[] = []): Field {
  const name = nameOf(input.path);
  const required = input.required || requiredToo.some((path) => nameOf(path) === name);
  return { ...input, required, name, ...(input.values ? { widget: 'select' } : byType[input.type]), ...byName[name] };
}

/**
 * Fields that other providers have and this one does not. The unified customer keeps them for those providers, and the
 * answer lists them in `notSent`. The other providers' rules are left out, because they do not apply here.
 */
export function fieldsOfOthers(provider: ProviderInfo, all: readonly ProviderInfo[]): Field[] {
  const taken = new Set(provider.inputs.map(({ path }) => nameOf(path)));
  const others = new Map<string, Field>();
  for (const { path, type, label } of all.flatMap(({ inputs }) => inputs).filter(isOffered)) {
    const name = nameOf(path);
    const kept = path[0] !== 'providerOptions' && name !== 'requestClientToken';
    if (kept && !taken.has(name) && !others.has(name)) others.set(name, toField({ path, type, label }));
  }
  return [...others.values()];
}
