// GraphQL Mesh in front of the provider, as its OpenAPI document describes it: it stores nothing and checks nothing else.
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { loadGraphQLSchemaFromOpenAPI } from '@omnigraph/openapi';
import { createYoga } from 'graphql-yoga';
import { newCustomer } from '../customers.mjs';
import { providers } from '../providers.mjs';
import { announce } from './announce.mjs';

const { PROVIDER = '', PROVIDER_URL = '' } = process.env;
const provider = /** @type {import('../providers.mjs').Provider} */ (providers[PROVIDER]);

/** Headers that differ from customer to customer are arguments of the mutation. */
const perCustomer = 'per customer';
const operationHeaders = Object.fromEntries(
  Object.entries(provider.headers(newCustomer(false), perCustomer, perCustomer)).filter(
    ([, value]) => value !== perCustomer,
  ),
);

const schema = await loadGraphQLSchemaFromOpenAPI(PROVIDER, {
  source: `../../schema/providers/${PROVIDER.toLowerCase()}.openapi.yaml`,
  cwd: import.meta.dirname,
  endpoint: PROVIDER_URL,
  operationHeaders,
});
const yoga = createYoga({ schema, logging: false, graphiql: false, landingPage: false, multipart: false });
const server = createServer(yoga).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
announce(`http://127.0.0.1:${port}${yoga.graphqlEndpoint}`);
