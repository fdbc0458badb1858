import { type ConstDirectiveNode, type DocumentNode, type ObjectTypeDefinitionNode, parse, visit } from 'graphql';

/** The tag of root fields for operators only. Contracts go by it. */
export const operatorTag = 'operator';

/** What a caller's token may allow. */
export type Scope = 'customers:create' | 'customers:read' | 'customers:list' | 'customers:review';

/** Groups of scopes: a caller needs all scopes of one of them. Whoever is authenticated may do what no group guards. */
export type AccessRule = readonly (readonly Scope[])[];

const authenticated: AccessRule = [];
const toCreate: AccessRule = [['customers:create']];
const toRead: AccessRule = [['customers:read']];
const toList: AccessRule = [['customers:read', 'customers:list']];
const toReview: AccessRule = [['customers:review']];

/**
 * Who may ask for a field, by its type and name: every root field has a rule, and so has whatever leads from an answer to
 * more than the answer is about. The subgraph goes by them when it checks tokens, and a gateway by the directives that
 * `withAuthorization` makes of them. The reasons are in docs/adr/0009-tokens-and-scopes.md.
 */
export const accessRules: Readonly<Record<string, Readonly<Record<string, AccessRule>>>> = {
  Query: {
    providers: authenticated,
    customer: toRead,
    customerByReference: toRead,
    providerCustomer: toRead,
    customers: toList,
    // How a creation stands, which those ask who began it, or care for it.
    customerCreation: [['customers:create'], ['customers:read'], ['customers:review']],
    customerCreations: toReview,
    _entities: toRead,
    _service: authenticated,
  },
  Mutation: {
    createCustomer: toCreate,
    createCustomerAtProviders: toCreate,
    retryCustomerCreation: toReview,
    resolveCustomerCreation: toReview,
    clearCustomerDuplicates: toReview,
  },
  // The answer to a creation holds the customer and one record. Other records, and the person behind a record that is
  // somebody else's, are for readers.
  Customer: { providerCustomers: toRead },
  ProviderCustomer: { customer: toRead, details: toRead },
  CustomerCreation: { outcome: toRead },
};

/**
 * The rule of entities at a gateway, which knows no field `_entities`: those who create may read them too, because a rule
 * of a type holds for the answer of `createCustomer` as well.
 */
const ofEntities: AccessRule = [...toRead, ...toCreate];

/** Whether a caller with these scopes may do what the rule guards. */
export const isAllowed = (rule: AccessRule, scopes: ReadonlySet<string>): boolean =>
  rule.length === 0 || rule.some((group) => group.every((scope) => scopes.has(scope)));

/** The rule of a field; undefined where there is none. */
export function ruleOf(type: string, field: string): AccessRule | undefined {
  const fields = Object.hasOwn(accessRules, type) ? accessRules[type] : undefined;
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** Federation directives that a schema with access rules imports in addition. */
export const authorizationDirectives = ['@authenticated', '@requiresScopes'];

/**
 * Adds the access rules, for a gateway that authenticates callers. The plain schema has no such rules, because a gateway
 * that cannot enforce them, such as `@apollo/gateway`, refuses the whole supergraph.
 */
export function withAuthorization(document: DocumentNode): DocumentNode {
  const withRules = (type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => {
    const { name, directives = [], fields = [] } = type;
    const isEntity = directives.some((directive) => directive.name.value === 'key');
    return {
      ...type,
      directives: [...directives, ...(isEntity ? directivesOf(ofEntities) : [])],
      fields: fields.map((field) => {
        const rule = ruleOf(name.value, field.name.value);
        return rule ? { ...field, directives: [...(field.directives ?? []), ...directivesOf(rule)] } : field;
      }),
    };
  };
  return visit(document, { ObjectTypeDefinition: withRules });
}

const directivesOf = (rule: AccessRule): ConstDirectiveNode[] => [
  directive('@authenticated'),
  ...(rule.length > 0 ? [directive(`@requiresScopes(scopes: ${JSON.stringify(rule)})`)] : []),
];

function directive(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar Any ${text}`).definitions;
  const [node] = (definition as { directives?: readonly ConstDirectiveNode[] }).directives ?? [];
  if (!node) throw new Error(`${text} is not a directive`);
  return node;
}
