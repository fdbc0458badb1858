import { gatewayConfig as withoutTokens } from '../../examples/gateway/gateway.config.mjs';

const { fromClientToSubgraphs } = withoutTokens.propagateHeaders;

/** What docs/gateway.md says to add where the subgraph checks tokens. */
export const gatewayConfig = {
  ...withoutTokens,
  propagateHeaders: {
    fromClientToSubgraphs(given) {
      const headers = fromClientToSubgraphs(given);
      if (given.subgraphName === 'customers') headers.authorization = given.request.headers.get('authorization');
      return headers;
    },
  },
};
