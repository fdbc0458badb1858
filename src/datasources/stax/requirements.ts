import type { InputPath } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import { listAt, textAt, valueAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { customFieldsPath, givenFields } from './custom-fields.js';
import { furtherOptionsPath } from './options.js';

/** What no JSON Schema says of the lists that are for Stax alone: which entries mean nothing, or would be lost. */
export function requirements(request: CreateCustomerRequest): readonly Violation[] {
  return [...wrongFields(request), ...wrongOptions(request)];
}

function wrongFields(request: CreateCustomerRequest): readonly Violation[] {
  const seen = new Set<string>();
  return givenFields(request).flatMap(({ id, name, nameIn }, index): Violation[] => {
    const path = [...customFieldsPath, String(index), nameIn];
    if (id === undefined && name === undefined) {
      return [{ path, code: 'REQUIRED', message: 'Give the custom field a name.' }];
    }
    const message = 'Each custom field may stand in the list once.';
    return repeated(seen, JSON.stringify([id, name])) ? [{ path, code: 'DUPLICATE', message }] : [];
  });
}

function wrongOptions({ options }: CreateCustomerRequest): readonly Violation[] {
  const seen = new Set<string>();
  return listAt(options, 'options').flatMap((entry, index): Violation[] => {
    const at = (member: string): InputPath => [...furtherOptionsPath, String(index), member];
    const key = textAt(entry, 'key');
    if (key === undefined) return [{ path: at('key'), code: 'REQUIRED', message: 'Give the entry a key.' }];
    if (key === 'customer_custom_fields') {
      const message = 'Give custom fields in customFields.';
      return [{ path: at('key'), code: 'NOT_SUPPORTED_BY_PROVIDER', message }];
    }
    if (repeated(seen, key)) {
      return [{ path: at('key'), code: 'DUPLICATE', message: 'Each key may stand in the list once.' }];
    }
    if (typeof valueAt(entry, 'value') === 'string') return [];
    return [{ path: at('value'), code: 'REQUIRED', message: 'Give the entry a value, or json.' }];
  });
}

function repeated(seen: Set<string>, value: string): boolean {
  if (seen.has(value)) return true;
  seen.add(value);
  return false;
}
