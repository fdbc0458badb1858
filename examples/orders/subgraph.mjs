import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const typeDefs = parse(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));

/**
 * A second subgraph, for the example: orders, kept in memory. Of a customer it knows the id and nothing else, and of who
 * paid, what a provider's webhook says; the rest comes from the subgraph of the customers, by way of the gateway.
 *
 * @param {{ port?: number }} options Port 0 takes a free one.
 */
export async function startOrders({ port = 4001 } = {}) {
  const orders = new Map();
  const resolvers = {
    Query: {
      order: (_, { id }) => orders.get(id) ?? null,
      orders: (_, { first }) => [...orders.values()].slice(0, Math.max(0, first)),
    },
    Mutation: {
      placeOrder(_, { customerId, amount, currency }) {
        const order = { id: randomUUID(), amount, currency, customer: { id: customerId }, paidBy: null };
        orders.set(order.id, order);
        return order;
      },
      recordPayment(_, { orderId, ...paidBy }) {
        const order = orders.get(orderId);
        if (order) order.paidBy = paidBy;
        return order ?? null;
      },
    },
    Order: { __resolveReference: ({ id }) => orders.get(id) ?? null },
    Customer: {
      // Every customer may have orders: whether there is such a customer is for the other subgraph to say.
      __resolveReference: ({ id }) => ({ id }),
      orders: ({ id }) => [...orders.values()].filter(({ customer }) => customer.id === id),
    },
  };
  const server = new ApolloServer({
    schema: buildSubgraphSchema({ typeDefs, resolvers }),
    plugins: [ApolloServerPluginInlineTrace()],
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port } });
  return { url, stop: () => server.stop() };
}
