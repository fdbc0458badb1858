import process from 'node:process';

/** For Hive Gateway: `hive-gateway supergraph supergraph.graphql --config-path gateway.config.mjs`. */
export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      const headers = {};
      for (const name of ['x-request-id', 'apollo-federation-include-trace']) {
        headers[name] = request.headers.get(name);
      }
      if (subgraphName === 'customers') {
        // The default of the input's own `idempotencyKey`. Without this line a repeat may create a second customer.
        headers['idempotency-key'] = request.headers.get('idempotency-key');
        // The subgraph refuses whoever does not send it; what a client sends under this name never arrives.
        headers['router-authorization'] = process.env.SUBGRAPH_SHARED_SECRET;
      }
      return headers;
    },
  },
};
