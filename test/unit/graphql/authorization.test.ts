import { type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printSubgraph } from '../../../src/graphql/schema.js';

const typesOf = ({ definitions }: DocumentNode): ObjectTypeDefinitionNode[] =>
  definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
const directivesOf = ({ directives = [] }: Pick<ObjectTypeDefinitionNode, 'directives'>) => directives.map(print);

const plain = parse(printSubgraph());
const ruled = parse(printSubgraph({ authorization: true }));
const authenticated = '@authenticated';
const operatorOnly = '@requiresScopes(scopes: [["customers:review"]])';

describe('the schema with access rules', () => {
  it('wants an authenticated caller at every root field and every entity', () => {
    for (const type of typesOf(ruled)) {
      if (directivesOf(type).some((each) => each.startsWith('@key')))
        expect(directivesOf(type)).toContain(authenticated);
      if (type.name.value !== 'Query' && type.name.value !== 'Mutation') continue;
      for (const field of type.fields ?? []) expect(directivesOf(field)).toContain(authenticated);
    }
  });

  it("wants the operators' scope where it is an operator's work, and nowhere else", () => {
    const fields = typesOf(ruled).flatMap((type) => type.fields ?? []);
    const restricted = fields.filter((field) => directivesOf(field).includes(operatorOnly));
    expect(restricted.map(({ name }) => name.value).sort()).toEqual([
      'clearCustomerDuplicates',
      'customerCreations',
      'resolveCustomerCreation',
      'retryCustomerCreation',
    ]);
  });

  it('differs in nothing else', () => {
    const withoutRules = printSubgraph({ authorization: true })
      .replaceAll(`${operatorOnly}`, '')
      .replaceAll(authenticated, '');
    const withoutImports = withoutRules.replace(', "", "@requiresScopes"', '');
    const squeezed = (text: string) => text.replace(/\s+/g, ' ');
    expect(squeezed(print(parse(withoutImports)))).toBe(squeezed(print(plain)));
  });
});

it('the schema without them names none', () => {
  expect(printSubgraph()).not.toMatch(/@authenticated|@requiresScopes/);
});
