import type { ProviderInputFieldsFragment, ProvidersQuery } from '../generated/operations';

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
}

const pairs = { widget: 'pairs', help: 'One a line, as key=value.' } as const;

/** The shape of `CreateCustomerInput` that `providers` does not tell; all else is a line of text. */
const looks: Readonly<Record<string, Partial<Look>>> = {
  firstName: { autoComplete: 'given-name' },
  lastName: { autoComplete: 'family-name' },
  email: { autoComplete: 'email', inputMode: 'email' },
  phone: { autoComplete: 'tel', inputMode: 'tel', help: 'With + and country code, such as +12025550143.' },
  company: { autoComplete: 'organization' },
  dateOfBirth: { widget: 'date', autoComplete: 'bday' },
  description: { widget: 'prose' },
  reference: { help: 'Your own id for this customer.' },
  requestClientToken: { widget: 'checkbox' },
  metadata: pairs,
  'address.line1': { autoComplete: 'address-line1' },
  'address.line2': { autoComplete: 'address-line2' },
  'address.line3': { autoComplete: 'address-line3' },
  'address.city': { autoComplete: 'address-level2' },
  'address.state': { autoComplete: 'address-level1' },
  'address.postalCode': { autoComplete: 'postal-code' },
  'address.country': { autoComplete: 'country', help: 'Two letters, such as US.' },
  'providerOptions.stax.customFields': pairs,
  'providerOptions.juspay.gateways': { widget: 'words', help: 'With commas between.' },
};

export const nameOf = (path: InputPath): string => path.join('.');

export function toField(input: Partial<ProviderInputFieldsFragment> & { path: string[]; label: string }): Field {
  const name = nameOf(input.path);
  return { ...input, name, widget: input.values ? 'select' : 'text', ...looks[name] };
}

/**
 * What other providers take and this one does not. The unified customer keeps it for them; the answer lists it as
 * `notSent`. Without the other providers' rules, which are not this one's.
 */
export function fieldsOfOthers(provider: ProviderInfo, all: readonly ProviderInfo[]): Field[] {
  const taken = new Set(provider.inputs.map(({ path }) => nameOf(path)));
  const others = new Map<string, Field>();
  for (const { path, label } of all.flatMap(({ inputs }) => inputs)) {
    const name = nameOf(path);
    const kept = path[0] !== 'providerOptions' && name !== 'requestClientToken';
    if (kept && !taken.has(name) && !others.has(name)) others.set(name, toField({ path, label }));
  }
  return [...others.values()];
}
