import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ApolloGateway } from '@apollo/gateway';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse } from 'graphql';
import { compose, readSubgraphs, supergraphFile } from './compose.mjs';

const fileOf = (path) => parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const subgraphs = readSubgraphs();
/** With the access rules. */
const ruled = subgraphs.map((subgraph) =>
  subgraph.name === 'customers' ? { ...subgraph, typeDefs: fileOf('schema/subgraph.authorization.graphql') } : subgraph,
);

const composeByWundergraph = (each) => {
  const {
    success,
    errors = [],
    warnings = [],
  } = federateSubgraphs({
    subgraphs: each.map(({ name, url, typeDefs }) => ({ name, url, definitions: typeDefs })),
    version: ROUTER_COMPATIBILITY_VERSION_ONE,
  });
  return { success, messages: [...errors, ...warnings].map(({ message }) => message) };
};
const messagesOf = ({ errors, hints }) => [...errors, ...hints].map(String);

describe('the subgraph composes with another, without an error or a hint', () => {
  for (const [name, each] of Object.entries({ 'as it is': subgraphs, 'with access rules': ruled })) {
    it(`${name}: under @apollo/composition`, () => {
      assert.deepEqual(messagesOf(compose(each)), []);
    });

    it(`${name}: under @wundergraph/composition`, () => {
      assert.deepEqual(composeByWundergraph(each), { success: true, messages: [] });
    });
  }
});

it('the supergraph of the example is what its subgraphs compose to', () => {
  const { supergraphSdl } = compose();
  assert.equal(readFileSync(supergraphFile, 'utf8'), `${supergraphSdl.trim()}\n`, 'run `npm run supergraph`');
});

it('the example has every directive that a gateway may go by', () => {
  const { supergraphSdl } = compose(ruled);
  for (const directive of ['@tag(name: "operator")', '@cost(', '@listSize(', '@authenticated', '@requiresScopes(']) {
    assert.ok(supergraphSdl.includes(directive), directive);
  }
});

it('access rules are no part of the schema as it is, as @apollo/gateway refuses what it cannot enforce', async () => {
  const gateway = new ApolloGateway({ supergraphSdl: compose(ruled).supergraphSdl });
  await assert.rejects(gateway.load(), /is for: SECURITY but is unsupported/);
});

it('another subgraph may page as Relay has it, with the same PageInfo', () => {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
    type Query { page: PageInfo }
    type PageInfo @shareable {
      hasNextPage: Boolean!
      hasPreviousPage: Boolean!
      startCursor: String
      endCursor: String
    }`);
  assert.deepEqual(messagesOf(compose([...subgraphs, { name: 'pages', url: 'http://127.0.0.1:4003/', typeDefs }])), []);
});

it('a subgraph that lacks a provider does not compose: all that name the enum are changed together', () => {
  const lacking = subgraphs.map((subgraph) =>
    subgraph.name === 'orders' ? { ...subgraph, typeDefs: withoutValue(subgraph.typeDefs, 'JUSPAY') } : subgraph,
  );
  assert.deepEqual(
    compose(lacking).errors.map(({ extensions }) => extensions.code),
    ['ENUM_VALUE_MISMATCH'],
  );
});

const withoutValue = ({ kind, definitions }, value) => ({
  kind,
  definitions: definitions.map((definition) =>
    definition.kind === 'EnumTypeDefinition'
      ? { ...definition, values: definition.values.filter(({ name }) => name.value !== value) }
      : definition,
  ),
});
