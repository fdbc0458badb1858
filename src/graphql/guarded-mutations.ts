import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type AccessRule, ruleOf } from './authorization.js';
import type { Context } from './context.js';
import { forbidden, mayUse } from './guarded-fields.js';

/**
 * Refuses a mutation as a whole, before any of it begins, when it names a field that the caller's token does not allow.
 * Field by field, as in a query, a creation could be carried out and its answer lost, because null stands where the schema
 * allows none. A field counts also behind `@skip` and `@include`, as it does at a gateway.
 */
export function guardedMutationsPlugin(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, contextValue }) {
          if (contextValue.scopes === undefined || operation?.operation !== 'mutation') return;
          const guarded = guardedFields(schema, document, operation);
          const refused = guarded.find(({ rule }) => !mayUse(rule, contextValue));
          if (!refused) return;
          const { name, rule, path } = refused;
          throw forbidden(name, rule, { path, extensions: { http: { status: 403 } } });
        },
      };
    },
  };
}

interface GuardedField {
  readonly name: string;
  readonly rule: AccessRule;
  readonly path: readonly string[];
}

/** The fields with a rule that an operation names. Each fragment is looked into once, however often it is spread. */
function guardedFields(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): GuardedField[] {
  const found: GuardedField[] = [];
  const parts: { node: DocumentNode['definitions'][number]; path: readonly string[] }[] = [
    { node: operation, path: [] },
  ];
  const unseen = new Set(definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION));
  // Grows while it is gone through.
  for (const { node, path: before } of parts) {
    const types = new TypeInfo(schema);
    const path = [...before];
    const visitor = visitWithTypeInfo(types, {
      Field: {
        enter({ name, alias }) {
          path.push((alias ?? name).value);
          for (const type of objectTypes(schema, types.getParentType())) {
            const rule = ruleOf(type, name.value);
            if (rule) found.push({ name: `${type}.${name.value}`, rule, path: [...path] });
          }
        },
        leave() {
          path.pop();
        },
      },
      FragmentSpread({ name }) {
        for (const fragment of unseen) {
          if (fragment.name.value !== name.value) continue;
          unseen.delete(fragment);
          parts.push({ node: fragment, path: [...path] });
        }
      },
    });
    visit(node, visitor);
  }
  return found;
}

/** The names of a type, or of all types that it may turn out to be. */
function objectTypes(schema: GraphQLSchema, type: GraphQLNamedType | null | undefined): string[] {
  if (!type) return [];
  return (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]).map(({ name }) => name);
}
