import type { ProviderDetails } from '../../domain/customer.js';
import { type Bounds, bounded } from './bounded.js';
import { isSecret, type JsonSchema } from './document.js';
import { isRecord } from './values.js';

/**
 * The documented fields of a provider's record, with the names and values that it answered; undefined when it has none of
 * them. What the document does not name, or marks as a secret, is left out.
 */
export type ReadDetails = (record: unknown) => ProviderDetails | undefined;

/** A nested value beyond these is no record. */
const bounds: Bounds = { depth: 16, members: 1_000, values: 5_000, text: 16_384 };

/** How long the JSON of all fields together may be, in characters. Fields beyond it are left out. */
const maxLength = 16_384;

/** @param schema of the record. */
export function compileDetails(schema: JsonSchema): ReadDetails {
  return (record) => {
    const read = isRecord(record) ? bounded(documented(record, schema), bounds) : undefined;
    if (!isRecord(read)) return undefined;
    let left = maxLength;
    const fields = Object.entries(read).filter(([name, value]) => {
      const length = JSON.stringify({ [name]: value }).length;
      if (length > left) return false;
      left -= length;
      return true;
    });
    return fields.length > 0 ? Object.fromEntries(fields) : undefined;
  };
}

/** An object of which no properties are documented holds what the caller gave, such as metadata: it is kept whole. */
function documented(value: unknown, schema: JsonSchema): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      const found = Object.hasOwn(value, name) ? value[name] : undefined;
      if (found === undefined || found === null || isSecret(property)) return [];
      return [[name, isRecord(found) ? documented(found, property) : found]];
    }),
  );
}
