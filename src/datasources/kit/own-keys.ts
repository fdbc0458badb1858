import type { Violation } from '../../domain/violation.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { FieldMapping } from '../provider-definition.js';
import { inputAt } from './input.js';
import { valueAt } from './values.js';

/**
 * The callers' entries whose key is one of our own at this provider: either the caller's value would be lost, or our own
 * id, by which a lost answer is found out.
 */
export function takenKeys(
  fields: readonly FieldMapping[],
  request: CreateCustomerRequest,
  title: string,
): readonly Violation[] {
  return fields.flatMap(({ input, ownKeys = [] }) =>
    input.flatMap((path) => {
      const entries = ownKeys.length > 0 ? inputAt(request, path) : undefined;
      if (!Array.isArray(entries)) return [];
      return entries.flatMap((entry, index): Violation[] => {
        const key = valueAt(entry, 'key');
        if (!ownKeys.some((own) => own === key)) return [];
        const message = `Use another key than ${String(key)}: with it, this service marks its customers at ${title}.`;
        return [{ path: [...path, String(index), 'key'], code: 'NOT_SUPPORTED_BY_PROVIDER', message }];
      });
    }),
  );
}
