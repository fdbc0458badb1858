import { introspectionFromSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { buildSubgraph, printSubgraph } from '../../../src/graphql/schema.js';

/**
 * The root types have none on purpose: every subgraph has them, and composition hints at descriptions that differ between
 * subgraphs.
 */
const undescribed = ['Query', 'Mutation'];

interface Described {
  readonly name?: { readonly value: string };
  readonly description?: { readonly value: string };
  readonly fields?: readonly Described[];
  readonly values?: readonly Described[];
  readonly arguments?: readonly Described[];
}

/** A definition with everything in it that can be described: fields, their arguments, enum values. */
function* partsOf(node: Described, within = ''): Generator<[place: string, description: string | undefined]> {
  if (node.name === undefined) return;
  const place = `${within}${node.name.value}`;
  yield [place, node.description?.value];
  for (const part of [...(node.fields ?? []), ...(node.values ?? []), ...(node.arguments ?? [])]) {
    yield* partsOf(part, `${place}.`);
  }
}

it('describes every type, field, argument, enum value and error, for whoever reads it in GraphiQL', () => {
  const parts = parse(printSubgraph()).definitions.flatMap((definition) => [...partsOf(definition as Described)]);
  expect(parts.length).toBeGreaterThan(200);
  expect(parts.filter(([, description]) => !description?.trim()).map(([place]) => place)).toEqual(undescribed);
});

/** Those of the specification of October 2021. Clients of its time refuse a schema that names any other. */
const oldLocations = [
  ['QUERY', 'MUTATION', 'SUBSCRIPTION', 'FIELD', 'FRAGMENT_DEFINITION', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
  [
    'VARIABLE_DEFINITION',
    'SCHEMA',
    'SCALAR',
    'OBJECT',
    'FIELD_DEFINITION',
    'ARGUMENT_DEFINITION',
    'INTERFACE',
    'UNION',
  ],
  ['ENUM', 'ENUM_VALUE', 'INPUT_OBJECT', 'INPUT_FIELD_DEFINITION'],
].flat();

it('has directives only where clients in other languages know that there can be some', () => {
  const { directives } = introspectionFromSchema(buildSubgraph()).__schema;
  expect(directives.map(({ name }) => name)).toContain('deprecated');
  for (const { name, locations } of directives) {
    expect({ name, unknown: locations.filter((location) => !oldLocations.includes(location)) }).toEqual({
      name,
      unknown: [],
    });
  }
});
