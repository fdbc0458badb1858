import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { composeServices } from '@theguild/federation-composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse, print, visit } from 'graphql';
import { startApolloGateway } from '../../examples/gateway/apollo-gateway.mjs';
import { compose, readSubgraphs, supergraphFile, supergraphNames } from '../../examples/gateway/compose.mjs';

/** The subgraphs of each supergraph. */
const examples = Object.fromEntries(supergraphNames.map((name) => [name, readSubgraphs(name)]));
const subgraphs = examples.supergraph;
const ruled = examples['supergraph.authorization'];

/** `{ graph, messages }` of each composer: the composed schema as a document, its errors and its hints. */
const composers = {
  '@apollo/composition': (each) => {
    const { supergraphSdl, errors, hints } = compose(each);
    return { graph: supergraphSdl && parse(supergraphSdl), messages: [...errors, ...hints] };
  },
  '@theguild/federation-composition': (each) => {
    const { supergraphSdl, errors = [] } = composeServices(each);
    return { graph: supergraphSdl && parse(supergraphSdl), messages: errors };
  },
  '@wundergraph/composition': (each) => {
    const definitions = each.map(({ name, url, typeDefs }) => ({ name, url, definitions: typeDefs }));
    const composed = federateSubgraphs({ subgraphs: definitions, version: ROUTER_COMPATIBILITY_VERSION_ONE });
    const { federatedGraphAST, errors = [], warnings = [] } = composed;
    return { graph: federatedGraphAST, messages: [...errors, ...warnings] };
  },
};

/** Each access rule that is applied somewhere, and each tag, as it is written there; sorted. */
function rulesOf(...documents) {
  const rules = [];
  const keep = (node) => {
    if (['authenticated', 'requiresScopes', 'tag'].includes(node.name.value)) rules.push(print(node));
  };
  for (const document of documents) visit(document, { Directive: keep });
  return rules.sort();
}

for (const [composer, composeBy] of Object.entries(composers)) {
  describe(`under ${composer}`, () => {
    for (const [name, each] of Object.entries(examples)) {
      it(`${name}: composes without an error or a hint`, () => {
        assert.deepEqual(composeBy(each).messages.map(String), []);
      });
    }

    it('no access rule and no tag is lost', () => {
      assert.deepEqual(rulesOf(composeBy(ruled).graph), rulesOf(...ruled.map(({ typeDefs }) => typeDefs)));
    });
  });
}

it('the supergraph has every directive that a gateway may go by', () => {
  const { supergraphSdl } = compose(ruled);
  for (const directive of ['@tag(name: "operator")', '@cost(', '@listSize(', '@authenticated', '@requiresScopes(']) {
    assert.ok(supergraphSdl.includes(directive), directive);
  }
});

for (const [name, each] of Object.entries(examples)) {
  it(`the committed ${name}.graphql is what its subgraphs compose to`, () => {
    const { supergraphSdl } = compose(each);
    assert.equal(readFileSync(supergraphFile(name), 'utf8'), `${supergraphSdl.trim()}\n`, 'run `npm run supergraph`');
  });
}

it('access rules are no part of the schema as it is, as @apollo/gateway refuses what it cannot enforce', async () => {
  const { supergraphSdl } = compose(ruled);
  await assert.rejects(startApolloGateway({ supergraphSdl, port: 0 }), /is for: SECURITY but is unsupported/);
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
  const { errors, hints } = compose([...subgraphs, { name: 'pages', url: 'http://127.0.0.1:4003/', typeDefs }]);
  assert.deepEqual([...errors, ...hints].map(String), []);
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
