import 'reflect-metadata';
import { printSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { authorizationDirectives, withAuthorization } from './authorization.js';
import { countFields } from './budgeted-fields.js';
import type { Context } from './context.js';
import { executableSubgraph } from './federation.js';
import { guardFields } from './guarded-fields.js';
import { withKnownLocations } from './known-locations.js';
import { referenceResolvers } from './reference-resolvers.js';
import { CreateCustomerResolver } from './resolvers/create-customer.resolver.js';
import { CustomerResolver, ProviderCustomerResolver } from './resolvers/customer.resolver.js';
import { CustomerCreationResolver } from './resolvers/customer-creation.resolver.js';
import { CustomersResolver } from './resolvers/customers.resolver.js';
import { ProvidersResolver } from './resolvers/providers.resolver.js';
import type { CreateCustomerInput } from './types/create-customer-input.js';

/** Federation 2.9 is the first version with `@cost` and `@listSize`. */
const federation = (directives: readonly string[]) => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(directives)})
`;
const usedDirectives = ['@key', '@shareable', '@tag', '@cost', '@listSize'];

export interface SubgraphOptions {
  /** Whether to add `@authenticated` and `@requiresScopes`, for a gateway that enforces them. */
  readonly authorization?: boolean;
}

interface CreateCustomerArguments {
  readonly input: CreateCustomerInput;
  readonly provider: string;
  readonly providers: string[];
}

/** The executable subgraph schema: type-graphql's classes plus the fields and directives of the federation. */
export function buildSubgraph({ authorization = false }: SubgraphOptions = {}): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      CreateCustomerResolver,
      CustomerCreationResolver,
      CustomerResolver,
      ProviderCustomerResolver,
      ProvidersResolver,
      CustomersResolver,
    ],
    // The services check the input and report violations in the schema's own types.
    validate: false,
  });
  const resolvers = createResolversMap(schema);
  // graphql-js has already coerced the arguments; type-graphql would copy every input object into a class instance.
  const mutations = new CreateCustomerResolver();
  Object.assign(resolvers.Mutation ?? {}, {
    createCustomer: (_root: unknown, { input, provider }: CreateCustomerArguments, context: Context) =>
      mutations.createCustomer(input, provider, context),
    createCustomerAtProviders: (_root: unknown, { input, providers }: CreateCustomerArguments, context: Context) =>
      mutations.createCustomerAtProviders(input, providers, context),
  });
  const directives = authorization ? [...usedDirectives, ...authorizationDirectives] : usedDirectives;
  const document = parse(`${federation(directives)}\n${printSchemaWithDirectives(schema)}`);
  const typeDefs = authorization ? withAuthorization(document) : document;
  return withKnownLocations(countFields(guardFields(executableSubgraph(typeDefs, resolvers, referenceResolvers))));
}

/** The SDL that gateways compose, as committed in `schema/subgraph.graphql`. */
export const printSubgraph = (options?: SubgraphOptions): string =>
  `${printSubgraphSchema(buildSubgraph(options)).trim()}\n`;
