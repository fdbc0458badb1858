import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from '../ask.mjs';
import { testThrough } from '../through-gateway.mjs';
import { startSubgraphs } from '../world.mjs';
import { startGrafbase } from './gateway.mjs';

let subgraphs;
before(async () => {
  subgraphs = await startSubgraphs();
});
after(() => subgraphs.stop());

testThrough('grafbase dev', startGrafbase, () => subgraphs);

describe('what docs/gateway.md says of Grafbase', () => {
  let gateway;
  before(async () => {
    gateway = await startGrafbase(subgraphs, { schema: 'subgraph.authorization.graphql' });
  });
  after(() => gateway?.stop());

  it('it warns that it does not know what queries cost, and of nothing else', () => {
    const warnings = [...gateway.output().matchAll(/^- \[(?<subgraph>.+?)\]: (?<text>.+)$/gm)].map(
      ({ groups }) => groups,
    );
    assert.deepEqual([...new Set(warnings.map(({ text }) => text.replace(/ at `.+`$/, '')))].sort(), [
      'Unknown directive `@cost`',
      'Unknown directive `@listSize`',
    ]);
  });

  it('it serves the anonymous whatever the access rules say, so the subgraph has to check tokens', async () => {
    const { data, errors } = await ask(gateway.url, '{ customers { edges { cursor } } }');
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.ok(Array.isArray(data.customers.edges));
  });
});
