import type { Violation } from '../../domain/violation.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { customFields, customFieldsPath } from './custom-fields.js';

/**
 * Checks the keys of custom fields. They are sent in one object together with the metadata, so a repeated key would
 * lose one of its values.
 */
export function requirements(request: CreateCustomerRequest): readonly Violation[] {
  const seen = new Set(request.profile.metadata?.map(({ key }) => key));
  return customFields(request).flatMap(({ key }, index): Violation[] => {
    const path = [...customFieldsPath, String(index), 'key'];
    if (key === '') return [{ path, code: 'REQUIRED', message: 'Give the custom field a key.' }];
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = 'Use each key only once across metadata and customFields: Stax stores both together.';
    return [{ path, code: 'DUPLICATE', message }];
  });
}
