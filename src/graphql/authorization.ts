import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, visit } from 'graphql';

/** Root fields with this tag are for the people who run the service; contracts and access rules go by it. */
export const operatorTag = 'operator';

/** What an operator's token must carry. */
const operatorScope = 'customers:review';

/** Directives that a schema with access rules needs from the federation, beside those of every schema. */
export const authorizationDirectives = ['@authenticated', '@requiresScopes'];

const authenticated = directive('@authenticated');
const operatorOnly = directive(`@requiresScopes(scopes: [["${operatorScope}"]])`);

/**
 * Adds access rules for a gateway that knows who calls: an entity or a root field wants a caller who is authenticated,
 * what is tagged for operators their scope as well. They are no part of the schema otherwise, because a gateway that
 * cannot enforce them must refuse the whole supergraph, as `@apollo/gateway` does.
 */
export function withAuthorization(document: DocumentNode): DocumentNode {
  const ruled = (type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode | undefined => {
    const { directives = [], fields = [] } = type;
    if (directives.some(({ name }) => name.value === 'key')) {
      return { ...type, directives: [...directives, authenticated] };
    }
    if (type.name.value !== 'Query' && type.name.value !== 'Mutation') return undefined;
    return {
      ...type,
      fields: fields.map((field) => {
        const given = field.directives ?? [];
        const rules = given.some(isOperatorTag) ? [authenticated, operatorOnly] : [authenticated];
        return { ...field, directives: [...given, ...rules] };
      }),
    };
  };
  return visit(document, { ObjectTypeDefinition: ruled });
}

const isOperatorTag = ({ name, arguments: args = [] }: ConstDirectiveNode): boolean =>
  name.value === 'tag' && args.some(({ value }) => value.kind === Kind.STRING && value.value === operatorTag);

function directive(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar Any ${text}`).definitions;
  const [node] = (definition as { directives?: readonly ConstDirectiveNode[] }).directives ?? [];
  if (!node) throw new Error(`${text} is no directive`);
  return node;
}
