import type { InputPath, MetadataEntry } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import { listAt, textAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** Where `providerOptions` holds custom fields. */
export const customFieldsPath: InputPath = ['providerOptions', 'stax', 'customFields'];

/** Metadata and custom fields as Stax's `options`: one object, its values always texts; undefined when empty. */
export function toOptions(request: CreateCustomerRequest): Readonly<Record<string, string>> | undefined {
  const entries = [...(request.profile.metadata ?? []), ...customFields(request)];
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

/** A key given twice would silently lose one of its values; without one there is nothing to keep it under. */
export function wrongKeys(request: CreateCustomerRequest): readonly Violation[] {
  const seen = new Set(request.profile.metadata?.map(({ key }) => key));
  return customFields(request).flatMap(({ key }, index): Violation[] => {
    const path = [...customFieldsPath, String(index), 'key'];
    if (key === '') return [{ path, code: 'REQUIRED', message: 'Give the custom field a key.' }];
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = 'Give each key once, in metadata or in customFields: Stax keeps both in one list.';
    return [{ path, code: 'DUPLICATE', message }];
  });
}

function customFields({ options }: CreateCustomerRequest): readonly MetadataEntry[] {
  return listAt(options, 'customFields').map((entry) => ({
    key: textAt(entry, 'key') ?? '',
    value: textAt(entry, 'value') ?? '',
  }));
}
