import type { ProviderInputFieldsFragment, ProvidersQuery } from '../generated/operations';
import type { GroupName, Presentation } from './layout';

export type ProviderInfo = ProvidersQuery['providers'][number];
export type InputPath = readonly string[];

/** One field of the form: how it is shown, and the rules that the chosen provider has for it. */
export interface Field extends Rules, Presentation {
  /** The path with dots, e.g. `address.city`: the key of its value, and the id of its control. */
  readonly name: string;
  readonly path: string[];
  readonly label: string;
  readonly group: GroupName;
  /** `unsent`: the provider has no such field. What is typed is kept for the providers that have. */
  readonly mark?: 'required' | 'one-of' | 'unsent';
}

type Rules = Pick<
  Partial<ProviderInputFieldsFragment>,
  'minLength' | 'maxLength' | 'pattern' | 'format' | 'values' | 'hint'
>;

export const nameOf = (path: InputPath): string => path.join('.');
