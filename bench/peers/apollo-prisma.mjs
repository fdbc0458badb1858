import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import { announce } from './announce.mjs';
import { resolvers } from './resolver.mjs';
import { typeDefs } from './schema.mjs';

const server = fastify({ logger: false });
const apollo = new ApolloServer({ typeDefs, resolvers });
await apollo.start();
await server.register(fastifyApollo(apollo));
announce(`${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`);
