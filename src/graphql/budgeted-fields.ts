import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { Context } from './context.js';

/** Makes every field count towards its request's budget, whichever way it is resolved. */
export function countFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    // The types of introspection are shared by all schemas of the process.
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.resolve = counted(field.resolve ?? defaultFieldResolver);
  }
  return schema;
}

function counted(resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> {
  return (source, args, context, info) => {
    const { budget } = context;
    budget.takeField();
    const value = resolve(source, args, context, info);
    if (typeof value === 'string') budget.takeText(value.length);
    return value;
  };
}
