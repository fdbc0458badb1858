import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** What `router.yaml` and `gateway.config.mjs` say, for `@apollo/gateway`. */
class Subgraph extends RemoteGraphQLDataSource {
  constructor({ name, url, secret, passesTokens }) {
    super({ url });
    this.isCustomers = name === 'customers';
    this.secret = secret;
    this.passesTokens = passesTokens;
  }

  willSendRequest({ request, context }) {
    // Absent when the gateway itself asks, before it serves anybody.
    const { headers: received = {} } = context;
    const { headers } = request.http;
    const pass = (name) => {
      if (received[name] !== undefined) headers.set(name, received[name]);
    };
    pass('x-request-id');
    if (!this.isCustomers) return;
    // The default of the input's own `idempotencyKey`. Without this line a repeat may create a second customer.
    pass('idempotency-key');
    // The subgraph refuses whoever does not send it; what a client sends under this name never arrives.
    if (this.secret) headers.set('router-authorization', this.secret);
    if (this.passesTokens) pass('authorization');
  }
}

/**
 * `@apollo/gateway` in front of the subgraphs, on 127.0.0.1.
 *
 * @param {{ supergraphSdl: string, secret?: string, passesTokens?: boolean, port?: number }} options `secret` is the
 *   subgraph's SUBGRAPH_SHARED_SECRET; `passesTokens` is for a subgraph that checks its callers' tokens. What else is given
 *   goes to `ApolloServer`.
 */
export async function startApolloGateway({ supergraphSdl, secret, passesTokens, port = 4002, ...serverOptions }) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) => new Subgraph({ name, url, secret, passesTokens }),
  });
  const server = new ApolloServer({ ...serverOptions, gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return { url, stop: () => server.stop() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startApolloGateway({
    supergraphSdl: readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8'),
    secret: process.env.SUBGRAPH_SHARED_SECRET,
    passesTokens: process.env.PASS_TOKENS === 'yes',
  });
  console.log(`gateway: GraphQL at ${url}`);
}
