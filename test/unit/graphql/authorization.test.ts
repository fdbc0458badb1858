import { type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, print, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ruleOf } from '../../../src/graphql/authorization.js';
import { guardFields } from '../../../src/graphql/guarded-fields.js';
import { buildSubgraph, printSubgraph } from '../../../src/graphql/schema.js';

const typesOf = ({ definitions }: DocumentNode): ObjectTypeDefinitionNode[] =>
  definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
const directivesOf = ({ directives = [] }: Pick<ObjectTypeDefinitionNode, 'directives'>) => directives.map(print);

const plain = parse(printSubgraph());
const ruled = parse(printSubgraph({ authorization: true }));
const authenticated = '@authenticated';
const scopes = (groups: string) => `@requiresScopes(scopes: ${groups})`;

describe('the schema with access rules', () => {
  it('wants an authenticated caller at every root field and every entity', () => {
    for (const type of typesOf(ruled)) {
      if (directivesOf(type).some((each) => each.startsWith('@key')))
        expect(directivesOf(type)).toContain(authenticated);
      if (type.name.value !== 'Query' && type.name.value !== 'Mutation') continue;
      for (const field of type.fields ?? []) expect(directivesOf(field)).toContain(authenticated);
    }
  });

  it('wants scopes at these types and fields, and at no others', () => {
    const rules = typesOf(ruled).flatMap((type) => {
      const ofType = [type.name.value, directivesOf(type)] as const;
      const ofFields = (type.fields ?? []).map(
        (field) => [`${type.name.value}.${field.name.value}`, directivesOf(field)] as const,
      );
      return [ofType, ...ofFields].flatMap(([name, directives]) => {
        const rule = directives.find((each) => each.startsWith('@requiresScopes'));
        return rule ? [[name, rule]] : [];
      });
    });
    const [create, read, review] = ['create', 'read', 'review'].map((name) => scopes(`[["customers:${name}"]]`));
    const ofEntities = scopes('[["customers:read"], ["customers:create"]]');
    expect(Object.fromEntries(rules)).toEqual({
      'Query.customer': read,
      'Query.customerByReference': read,
      'Query.providerCustomer': read,
      'Query.customers': scopes('[["customers:read", "customers:list"]]'),
      'Query.customerCreation': scopes('[["customers:create"], ["customers:read"], ["customers:review"]]'),
      'Query.customerCreations': review,
      'Mutation.createCustomer': create,
      'Mutation.createCustomerAtProviders': create,
      'Mutation.retryCustomerCreation': review,
      'Mutation.resolveCustomerCreation': review,
      'Mutation.clearCustomerDuplicates': review,
      Customer: ofEntities,
      'Customer.providerCustomers': read,
      ProviderCustomer: ofEntities,
      'ProviderCustomer.customer': read,
      'ProviderCustomer.details': read,
      'CustomerCreation.outcome': read,
    });
  });

  it("wants the operators' scope exactly where the tag says that it is an operator's work", () => {
    for (const { name: type, fields = [] } of typesOf(ruled)) {
      for (const field of fields) {
        const isTagged = directivesOf(field).includes('@tag(name: "operator")');
        const isForReview = JSON.stringify(ruleOf(type.value, field.name.value)) === '[["customers:review"]]';
        expect([type.value, field.name.value, isForReview]).toEqual([type.value, field.name.value, isTagged]);
      }
    }
  });

  it('differs in nothing else', () => {
    const withoutRules = visit(ruled, {
      Directive: ({ name }) => (['authenticated', 'requiresScopes'].includes(name.value) ? null : undefined),
    });
    const text = print(withoutRules).replace(', "@authenticated", "@requiresScopes"', '');
    expect(text).toBe(print(plain));
  });
});

it('the schema without them names none', () => {
  expect(printSubgraph()).not.toMatch(/@authenticated|@requiresScopes/);
});

describe('the schema is not built', () => {
  it('when a root field has no rule', () => {
    const schema = buildSubgraph();
    const fields = schema.getQueryType()?.getFields() ?? {};
    fields.forgotten = { ...fields.providers, name: 'forgotten' } as (typeof fields)[string];
    expect(() => guardFields(schema)).toThrow('Query.forgotten has no access rule');
  });

  it('when a rule has no field', () => {
    const schema = buildSubgraph();
    delete (schema.getType('CustomerCreation') as unknown as { getFields(): Record<string, unknown> }).getFields()
      .outcome;
    expect(() => guardFields(schema)).toThrow('There is an access rule for CustomerCreation.outcome');
  });
});

it('names that every object has are no rules', () => {
  expect([ruleOf('constructor', 'name'), ruleOf('Query', 'toString'), ruleOf('Query', '__proto__')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
