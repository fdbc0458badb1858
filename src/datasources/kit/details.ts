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
  const documented = compileDocumented(schema);
  return (record) => {
    const read = isRecord(record) ? bounded(documented(record), bounds) : undefined;
    if (!isRecord(read)) return undefined;
    const fields = JSON.stringify(read).length <= maxLength ? read : firstFields(read);
    for (const _ in fields) return fields;
    return undefined;
  };
}

/** Those that fit, in their order. */
function firstFields(read: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let left = maxLength;
  return Object.fromEntries(
    Object.entries(read).filter(([name, value]) => {
      const length = JSON.stringify({ [name]: value }).length;
      if (length > left) return false;
      left -= length;
      return true;
    }),
  );
}

/** A schema may contain itself. */
function whenUsed(compile: () => Select): Select {
  let select: Select | undefined;
  return (value) => {
    select ??= compile();
    return select(value);
  };
}

type Select = (value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** An object of which no properties are documented holds what the caller gave, such as metadata: it is kept whole. */
function compileDocumented(schema: JsonSchema): Select {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined) return (value) => value;
  const fields = Object.entries(properties)
    .filter(([, property]) => !isSecret(property))
    .map(([name, property]) => ({ name, select: whenUsed(() => compileDocumented(property)) }));
  return (value) => {
    const selected: Record<string, unknown> = {};
    for (const { name, select } of fields) {
      const found = Object.hasOwn(value, name) ? value[name] : undefined;
      if (found !== undefined && found !== null) selected[name] = isRecord(found) ? select(found) : found;
    }
    return selected;
  };
}
