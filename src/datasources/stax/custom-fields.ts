import type { InputPath, MetadataEntry } from '../../domain/customer.js';
import { listAt, textAt, valueAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** Where the input holds custom fields. */
export const customFieldsPath: InputPath = ['providerOptions', 'stax', 'customFields'];

/** An entry of Stax's `options.customer_custom_fields`. Values are always texts; `type` says how Stax reads them. */
export interface CustomField {
  readonly id?: string;
  readonly name?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly visible?: boolean;
  readonly type: string;
  readonly value?: string;
}

/** Inputs of the caller's, as they were given. */
interface GivenField extends CustomField {
  /** The member that has the name: `key` is what it was called at first. */
  readonly nameIn: 'name' | 'key';
}

/** The caller's custom fields, without those that metadata makes. A missing type is `text`. */
export const givenFields = ({ options }: CreateCustomerRequest): readonly GivenField[] =>
  listAt(options, 'customFields').map((entry) => {
    const name = textAt(entry, 'name');
    return {
      id: textAt(entry, 'id'),
      name: name ?? textAt(entry, 'key'),
      placeholder: anyText(entry, 'placeholder'),
      required: truth(entry, 'required'),
      visible: truth(entry, 'visible'),
      type: textAt(entry, 'type') ?? 'text',
      value: anyText(entry, 'value'),
      nameIn: name === undefined && textAt(entry, 'key') !== undefined ? 'key' : 'name',
    };
  });

/**
 * Metadata and the caller's custom fields as Stax's list; undefined when there are none. A custom field takes the place of
 * the metadata with its name, which gives it a value if it has none.
 */
export function toCustomFields(request: CreateCustomerRequest): readonly CustomField[] | undefined {
  const { fromMetadata, given } = sourcesOf(request);
  const valueOf = new Map(request.profile.metadata?.map(({ key, value }) => [key, value]));
  const fields = [
    ...fromMetadata.map(({ entry: { key, value } }): CustomField => ({ name: key, type: 'text', value })),
    ...given.map(
      ({ nameIn: _, ...field }): CustomField => ({
        ...field,
        value: field.value ?? valueOf.get(field.name ?? ''),
      }),
    ),
  ];
  return fields.length > 0 ? fields.map(withoutUndefined) : undefined;
}

/** The input that the field at this position of the list was made from, or that member of it. */
export function customFieldAt(
  request: CreateCustomerRequest,
  position: number,
  member?: string,
): InputPath | undefined {
  const { fromMetadata, given } = sourcesOf(request);
  const made = fromMetadata[position];
  if (made) {
    return ['metadata', String(made.index), ...entryPart(made.entry, member)];
  }
  const index = position - fromMetadata.length;
  const field = given[index];
  if (!field) return undefined;
  const named = member === 'name' ? field.nameIn : member;
  return [...customFieldsPath, String(index), ...(named ? [named] : [])];
}

/** Metadata, if a custom field has another value for some of it. */
export function replacedMetadata(request: CreateCustomerRequest): readonly InputPath[] {
  const values = new Map(givenFields(request).map(({ name, value }) => [name, value]));
  const isReplaced = request.profile.metadata?.some(({ key, value }) => (values.get(key) ?? value) !== value);
  return isReplaced ? [['metadata']] : [];
}

function sourcesOf(request: CreateCustomerRequest) {
  const given = givenFields(request);
  const names = new Set(given.map(({ name }) => name));
  const metadata = request.profile.metadata ?? [];
  const fromMetadata = metadata.map((entry, index) => ({ entry, index })).filter(({ entry }) => !names.has(entry.key));
  return { fromMetadata, given };
}

/** The part of a metadata entry that a member of its custom field comes from. */
function entryPart({ json }: MetadataEntry, member: string | undefined): InputPath {
  switch (member) {
    case 'name':
      return ['key'];
    case 'value':
      return [json ? 'json' : 'value'];
    default:
      return [];
  }
}

/** A text that may be empty. */
function anyText(entry: unknown, name: string): string | undefined {
  const value = valueAt(entry, name);
  return typeof value === 'string' ? value : undefined;
}

function truth(entry: unknown, name: string): boolean | undefined {
  const value = valueAt(entry, name);
  return typeof value === 'boolean' ? value : undefined;
}

const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
