import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from './ask.mjs';
import { startApolloGateway, startHiveGateway } from './gateways.mjs';
import { createIssuer } from './issuer.mjs';
import { startSubgraphs } from './world.mjs';

const forwarding = new URL('forwarding.config.mjs', import.meta.url);
const gateways = [
  ['@apollo/gateway', (subgraphs) => startApolloGateway(subgraphs, { passesTokens: true })],
  ['@graphql-hive/gateway', (subgraphs) => startHiveGateway(subgraphs, { config: forwarding })],
];

/** The subgraph checks the token that a gateway passes on, whatever rules the gateway has. */
for (const [name, startGateway] of gateways)
  describe(`with tokens that the subgraph checks, through ${name}`, () => {
    const { issue, publish } = createIssuer();
    let published;
    let subgraphs;
    let gateway;
    before(async () => {
      published = await publish();
      subgraphs = await startSubgraphs(published.settings);
      gateway = await startGateway(subgraphs);
    });
    after(async () => {
      await gateway?.stop();
      await subgraphs?.stop();
      published?.stop();
    });

    const send = (document, scope) =>
      ask(gateway.url, document, {}, scope === undefined ? {} : { authorization: `Bearer ${issue({ scope })}` });
    const codesOf = ({ errors = [] }) => errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code]);
    const create = `mutation {
    createCustomer(provider: STAX, input: { reference: "forwarded", email: "forwarded@example.com" }) {
      ... on CreateCustomerSuccess { customer { id email orders { id } } }
    }
  }`;
    let order;

    it('who may create does, and reads the answer from both subgraphs', async () => {
      const { data, errors } = await send(create, 'customers:create');
      assert.equal(errors, undefined, JSON.stringify(errors));
      const { id, email } = data.createCustomer.customer;
      assert.equal(email, 'forwarded@example.com');
      order = `mutation { placeOrder(customerId: "${id}", amount: 5, currency: "EUR") { amount customer { email } } }`;
    });

    it('but does not read a customer that the other subgraph refers to', async () => {
      const answer = await send(order, 'customers:create');
      assert.equal(answer.data.placeOrder.amount, 5);
      assert.equal(JSON.stringify(answer.data).includes('forwarded@'), false);
      assert.deepEqual(
        codesOf(answer).map(([, code]) => code),
        ['FORBIDDEN'],
      );
    });

    it('who may read does', async () => {
      const { data, errors } = await send(order, 'customers:read');
      assert.equal(errors, undefined, JSON.stringify(errors));
      assert.equal(data.placeOrder.customer.email, 'forwarded@example.com');
    });

    it('what the token does not allow is refused with its code and path', async () => {
      assert.deepEqual(codesOf(await send('{ customers { edges { cursor } } }', 'customers:read')), [
        ['customers', 'FORBIDDEN'],
      ]);
      assert.deepEqual(codesOf(await send(create, 'customers:read')), [['createCustomer', 'FORBIDDEN']]);
    });

    it('without a token nothing is read, for all that the gateway has the secret', async () => {
      const answer = await send('{ customers { edges { cursor } } }');
      assert.equal(answer.data ?? null, null);
      assert.deepEqual(
        codesOf(answer).map(([, code]) => code),
        ['UNAUTHENTICATED'],
      );
    });
  });
