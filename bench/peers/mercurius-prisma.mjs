import fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './announce.mjs';
import { resolvers } from './resolver.mjs';
import { typeDefs } from './schema.mjs';

const server = fastify({ logger: false });
// Mercurius compiles a query that it has seen once.
await server.register(mercurius, { schema: typeDefs, resolvers, jit: 1 });
announce(`${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`);
