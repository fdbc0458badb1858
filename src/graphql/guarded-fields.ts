import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { type AccessRule, accessRules, isAllowed } from './authorization.js';
import type { Context } from './context.js';
import type { ErrorCode } from './error-codes.js';

/**
 * Makes every field that has an access rule refuse callers whose tokens lack the scopes, whichever way it is asked for.
 *
 * @throws Error when a root field has no rule, or a rule no field: nothing is open because it was forgotten.
 */
export function guardFields(schema: GraphQLSchema): GraphQLSchema {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const name of Object.keys(root?.getFields() ?? {})) {
      if (!accessRules[root?.name ?? '']?.[name]) throw new Error(`${root?.name}.${name} has no access rule`);
    }
  }
  for (const [typeName, rules] of Object.entries(accessRules)) {
    const type = schema.getType(typeName);
    for (const [name, rule] of Object.entries(rules)) {
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      if (!field) throw new Error(`There is an access rule for ${typeName}.${name}, and no such field`);
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: Context, info) => {
        if (!mayUse(rule, context)) throw forbidden(`${typeName}.${name}`, rule);
        return resolve(source, args, context, info);
      };
    }
  }
  return schema;
}

/** Where no tokens are checked, whoever was let in may do everything. */
export const mayUse = (rule: AccessRule, { scopes }: Context): boolean =>
  scopes === undefined || isAllowed(rule, scopes);

/** What a caller is told who lacks scopes; it says which. */
export function forbidden(field: string, rule: AccessRule, options: GraphQLErrorOptions = {}): GraphQLError {
  const needed = rule.map((group) => group.join(' and ')).join(', or ');
  return new GraphQLError(`${field} needs a token with ${needed} in its scope.`, {
    ...options,
    extensions: { ...options.extensions, code: 'FORBIDDEN' satisfies ErrorCode },
  });
}
