import 'reflect-metadata';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { FastifyInstance } from 'fastify';
import { type GraphQLSchema, parse } from 'graphql';
import { pino } from 'pino';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { readConfig } from '../../../src/config/config.js';
import { countFields } from '../../../src/graphql/budgeted-fields.js';
import { executableSubgraph } from '../../../src/graphql/federation.js';
import { withKnownLocations } from '../../../src/graphql/known-locations.js';
import { createMetrics } from '../../../src/metrics/metrics.js';
import { createServer } from '../../../src/server.js';
import { ProductsResolver, references, UserResolver } from './resolvers.js';
import { Inventory } from './types.js';

/** Apollo's tests know no later version of the federation, and of a directive of one's own nothing but this. */
const links = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.3"
      import: [
        "@composeDirective"
        "@external"
        "@inaccessible"
        "@interfaceObject"
        "@key"
        "@override"
        "@provides"
        "@requires"
        "@shareable"
        "@tag"
      ]
    )
    @link(url: "https://myspecs.dev/myCustomDirective/v1.0", import: ["@custom"])
    @composeDirective(name: "@custom")
  directive @custom on OBJECT
`;

/** By the same way as this project's own schema, `src/graphql/schema.ts`, but for access rules. */
function buildProducts(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [ProductsResolver, UserResolver],
    orphanedTypes: [Inventory],
    validate: false,
  });
  const typeDefs = parse(`${links}\n${printSchemaWithDirectives(schema)}`);
  return withKnownLocations(countFields(executableSubgraph(typeDefs, createResolversMap(schema), references)));
}

const absent = (): never => {
  throw new Error('There are no customers among the products');
};

/** Products, served by the server that serves customers. Does not listen. */
export function createProducts(): Promise<FastifyInstance> {
  const { limits, maxRequests, maxConnections } = readConfig({});
  return createServer({
    schema: buildProducts(),
    services: {
      createCustomer: absent,
      createAtProviders: absent,
      findCreation: absent,
      retryCreation: absent,
      resolveCreation: absent,
      clearDuplicates: absent,
      pageOfCustomers: absent,
      pageOfCreations: absent,
      providers: absent,
    },
    reads: {
      customers: { findByIds: absent, findByReferences: absent },
      links: { findByCustomerIds: absent, findByExternalKeys: absent, findDetails: absent },
      modeOf: absent,
      outcomesOf: absent,
    },
    metrics: createMetrics({ version: 'test', providers: [] }),
    logger: pino({ level: 'warn' }),
    onResolverFailed: (error) => console.error(error),
    sharedSecrets: [],
    limits,
    maxRequests,
    maxConnections,
    introspection: true,
    graphiql: false,
    compression: true,
    draining: () => false,
  });
}
