import { expect, it } from 'vitest';
import { type JsonSchema, loadDocument } from '../../src/datasources/kit/document.js';
import { segmentsOf } from '../../src/datasources/kit/json-pointer.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { profileFields, profilePlaces } from '../../src/domain/profile-fields.js';

/** The schema that a JSON pointer into the request body leads to. */
function schemaAt(root: JsonSchema, pointer: string): JsonSchema {
  return segmentsOf(pointer).reduce(
    (schema, name) => ((schema.properties ?? {}) as Record<string, JsonSchema>)[name] ?? {},
    root,
  );
}

/** Every wire field with an input of the profile that it may be made from. */
const cases = providerDefinitions.flatMap(({ title, document, fields }) => {
  const root = loadDocument(document).operations.get('createCustomer')?.requestSchema ?? {};
  return fields.flatMap(({ wire, input, instead }) =>
    [...input, ...(instead ? [instead] : [])].flatMap((path) => {
      const place = profilePlaces.find((known) => known.path.join('.') === path.join('.'));
      return place ? [{ name: `${title} ${wire}`, schema: schemaAt(root, wire), ...place }] : [];
    }),
  );
});

const limitOf = (schema: unknown, keyword: string): number =>
  Number((schema as JsonSchema | undefined)?.[keyword] ?? 0);

it.each(cases)('what $name takes can be stored', ({ schema, field }) => {
  if (field.kind === 'metadata') {
    const { maxEntries, maxKeyLength, maxValueLength } = profileFields.metadata;
    expect(maxEntries).toBeGreaterThanOrEqual(limitOf(schema, 'maxProperties'));
    expect(maxKeyLength).toBeGreaterThanOrEqual(limitOf(schema.propertyNames, 'maxLength'));
    expect(maxValueLength).toBeGreaterThanOrEqual(limitOf(schema.additionalProperties, 'maxLength'));
  } else {
    expect(field.maxLength).toBeGreaterThanOrEqual(limitOf(schema, 'maxLength'));
  }
});

it('is about fields with limits', () => {
  expect(cases.filter(({ schema }) => limitOf(schema, 'maxLength') > 0).length).toBeGreaterThan(10);
});
