import { strictAjv } from '../../src/datasources/kit/ajv.js';
import type { JsonSchema } from '../../src/datasources/kit/document.js';

const keywords = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'enum',
  'maxProperties',
  'minimum',
  'maximum',
  'anyOf',
];

/** JSON pointers to all constraints of a schema, with one for each required property. Types are left out. */
export function constraintsOf(schema: JsonSchema, at = '#'): string[] {
  const nested: [string, unknown][] = [
    ...Object.entries((schema.properties ?? {}) as object).map(
      ([name, property]) => [`properties/${name}`, property] as [string, unknown],
    ),
    ['propertyNames', schema.propertyNames],
    ['then', schema.then],
    ['items', schema.items],
    ['additionalProperties', schema.additionalProperties],
  ];
  return [
    ...keywords.filter((keyword) => keyword in schema).map((keyword) => `${at}/${keyword}`),
    ...((schema.required ?? []) as string[]).map((name) => `${at}/required/${name}`),
    ...(schema.additionalProperties === false ? [`${at}/additionalProperties`] : []),
    ...nested.flatMap(([name, child]) =>
      typeof child === 'object' && child !== null ? constraintsOf(child as JsonSchema, `${at}/${name}`) : [],
    ),
  ];
}

/** Returns a function that lists the constraints that a body breaks, as the same pointers as `constraintsOf`. */
export function compileBreaches(schema: JsonSchema): (body: unknown) => string[] {
  const validate = strictAjv.compile(schema);
  return (body) => {
    validate(body);
    return (validate.errors ?? []).map(({ schemaPath, params }) => {
      const { missingProperty } = params as { missingProperty?: string };
      return missingProperty === undefined ? schemaPath : `${schemaPath}/${missingProperty}`;
    });
  };
}
