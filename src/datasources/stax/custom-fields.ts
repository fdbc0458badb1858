import type { InputPath, MetadataEntry } from '../../domain/customer.js';
import { listAt, textAt, toObject } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';

/** Where the input holds custom fields. */
export const customFieldsPath: InputPath = ['providerOptions', 'stax', 'customFields'];

/** The caller's custom fields; a missing key or value is an empty text. */
export function customFields({ options }: CreateCustomerRequest): readonly MetadataEntry[] {
  return listAt(options, 'customFields').map((entry) => ({
    key: textAt(entry, 'key') ?? '',
    value: textAt(entry, 'value') ?? '',
  }));
}

/** Metadata and custom fields as Stax's `options` object; undefined when there are none. */
export function toOptions(request: CreateCustomerRequest): Readonly<Record<string, string>> | undefined {
  return toObject([...(request.profile.metadata ?? []), ...customFields(request)]);
}
