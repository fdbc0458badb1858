import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, visit } from 'graphql';

/** The tag of root fields for operators only. Contracts and the access rules below go by it. */
export const operatorTag = 'operator';

/** The scope that an operator's token must have. */
const operatorScope = 'customers:review';

/** Federation directives that a schema with access rules imports in addition. */
export const authorizationDirectives = ['@authenticated', '@requiresScopes'];

const authenticated = directive('@authenticated');
const operatorOnly = directive(`@requiresScopes(scopes: [["${operatorScope}"]])`);

/**
 * Adds access rules for a gateway that authenticates callers: entities and root fields require an authenticated caller,
 * and fields for operators also require their scope. The plain schema has no such rules, because a gateway that cannot
 * enforce them, such as `@apollo/gateway`, refuses the whole supergraph.
 */
export function withAuthorization(document: DocumentNode): DocumentNode {
  const withRules = (type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode | undefined => {
    const { directives = [], fields = [] } = type;
    if (directives.some(({ name }) => name.value === 'key')) {
      return { ...type, directives: [...directives, authenticated] };
    }
    if (type.name.value !== 'Query' && type.name.value !== 'Mutation') return undefined;
    return {
      ...type,
      fields: fields.map((field) => {
        const own = field.directives ?? [];
        const rules = own.some(isOperatorTag) ? [authenticated, operatorOnly] : [authenticated];
        return { ...field, directives: [...own, ...rules] };
      }),
    };
  };
  return visit(document, { ObjectTypeDefinition: withRules });
}

const isOperatorTag = ({ name, arguments: args = [] }: ConstDirectiveNode): boolean =>
  name.value === 'tag' && args.some(({ value }) => value.kind === Kind.STRING && value.value === operatorTag);

function directive(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar Any ${text}`).definitions;
  const [node] = (definition as { directives?: readonly ConstDirectiveNode[] }).directives ?? [];
  if (!node) throw new Error(`${text} is not a directive`);
  return node;
}
