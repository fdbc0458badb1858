import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { testAccessRules } from './access-rules.mjs';
import { ask } from './ask.mjs';
import { startApolloGateway, startHiveGateway } from './gateways.mjs';
import { testThrough } from './through-gateway.mjs';
import { startSubgraphs } from './world.mjs';

let subgraphs;
before(async () => {
  subgraphs = await startSubgraphs();
});
after(() => subgraphs.stop());

it('nobody gets past the gateway', async () => {
  const { errors } = await ask(subgraphs.customersUrl, '{ __typename }');
  assert.equal(errors[0].extensions.code, 'UNAUTHENTICATED');
});

testThrough('@apollo/gateway', startApolloGateway, () => subgraphs);
testThrough('@graphql-hive/gateway', startHiveGateway, () => subgraphs);
testAccessRules(() => subgraphs);
