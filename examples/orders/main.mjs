import { startOrders } from './subgraph.mjs';

const { url } = await startOrders();
console.log(`orders: GraphQL at ${url}`);
