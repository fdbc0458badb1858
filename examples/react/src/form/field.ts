import type { ProviderInputFieldsFragment, ProviderInputType, ProvidersQuery } from '../generated/operations';

export type ProviderInfo = ProvidersQuery['providers'][number];
export type InputPath = readonly string[];

/** One field of the form: what `providers` says of an input, and how it is asked for. */
export interface Field extends Partial<ProviderInputFieldsFragment>, Look {
  /** The path with dots, e.g. `address.city`: the key of its value, and part of its element's id. */
  readonly name: string;
  readonly path: string[];
  readonly label: string;
}

interface Look {
  /** `pairs`: a line of `key=value` each; `words`: a list with commas between. */
  readonly widget: 'text' | 'date' | 'prose' | 'select' | 'checkbox' | 'pairs' | 'words';
  readonly autoComplete?: string;
  readonly inputMode?: 'email' | 'tel';
  /** Shown where the API has no hint of its own. */
  readonly help?: string;
  /** How the widget wants it typed, of which the API knows nothing. */
  readonly notation?: string;
}

const controls: Readonly<Record<ProviderInputType, Look>> = {
  TEXT: { widget: 'text' },
  TEXT_LIST: { widget: 'words', notation: 'With commas between.' },
  BOOLEAN: { widget: 'checkbox' },
  KEY_VALUE_LIST: { widget: 'pairs', notation: 'One a line, as key=value.' },
};

/** What `providers` does not tell: what browsers fill in, and where a line of text is not the best. */
const looks: Readonly<Record<string, Partial<Look>>> = {
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

type Input = Partial<ProviderInputFieldsFragment> & Pick<ProviderInputFieldsFragment, 'path' | 'type' | 'label'>;

/** `requiredToo`: what the chosen account needs beyond what its provider does. */
export function toField(input: Input, requiredToo: readonly InputPath[] = []): Field {
  const name = nameOf(input.path);
  const required = input.required || requiredToo.some((path) => nameOf(path) === name);
  return { ...input, required, name, ...(input.values ? { widget: 'select' } : controls[input.type]), ...looks[name] };
}

/**
 * What other providers take and this one does not. The unified customer keeps it for them; the answer lists it as
 * `notSent`. Without the other providers' rules, which are not this one's.
 */
export function fieldsOfOthers(provider: ProviderInfo, all: readonly ProviderInfo[]): Field[] {
  const taken = new Set(provider.inputs.map(({ path }) => nameOf(path)));
  const others = new Map<string, Field>();
  for (const { path, type, label } of all.flatMap(({ inputs }) => inputs)) {
    const name = nameOf(path);
    const kept = path[0] !== 'providerOptions' && name !== 'requestClientToken';
    if (kept && !taken.has(name) && !others.has(name)) others.set(name, toField({ path, type, label }));
  }
  return [...others.values()];
}
