/** For Hive Gateway: Apollo's tests ask at the root. */
export const gatewayConfig = { graphqlEndpoint: '/' };
