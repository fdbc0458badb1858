import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from '../ask.mjs';
import { createIssuer } from '../issuer.mjs';
import { startSubgraphs } from '../world.mjs';
import { startGrafbase } from './gateway.mjs';

const create = (reference) => `mutation {
  createCustomer(provider: STAX, input: { reference: "${reference}", email: "${reference}@example.com" }) {
    ... on CreateCustomerSuccess { customer { id email orders { id } } }
  }
}`;
const list = '{ customers { edges { cursor } } }';

/** The subgraph checks the token, as Grafbase does not. That other gateways say more is in `../forwarded-tokens.test.mjs`. */
describe('with tokens that the subgraph checks, through grafbase dev', () => {
  const { issue, publish } = createIssuer();
  let published;
  let subgraphs;
  let gateway;
  before(async () => {
    published = await publish();
    subgraphs = await startSubgraphs(published.settings);
    gateway = await startGrafbase(subgraphs, { passesTokens: true });
  });
  after(async () => {
    await gateway?.stop();
    await subgraphs?.stop();
    published?.stop();
  });

  const send = (document, scope) =>
    ask(gateway.url, document, {}, scope === undefined ? {} : { authorization: `Bearer ${issue({ scope })}` });
  const refusalsOf = ({ errors }) => errors.map(({ path, extensions }) => [path.join('.'), extensions.code]);
  let order;

  it('who may create does, and reads the answer from both subgraphs', async () => {
    const { data, errors } = await send(create('forwarded'), 'customers:create');
    assert.equal(errors, undefined, JSON.stringify(errors));
    const { id, email, orders } = data.createCustomer.customer;
    assert.deepEqual([email, orders], ['forwarded@example.com', []]);
    order = `mutation { placeOrder(customerId: "${id}", amount: 5, currency: "EUR") { customer { email } } }`;
  });

  it('who may read does', async () => {
    const { data, errors } = await send(order, 'customers:read');
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(data.placeOrder.customer.email, 'forwarded@example.com');
  });

  it('a field that the token does not allow is refused with its code and path', async () => {
    assert.deepEqual(refusalsOf(await send(list, 'customers:read')), [['customers', 'FORBIDDEN']]);
  });

  it('of a request that the subgraph refuses as a whole, nobody is told why', async () => {
    assert.deepEqual(refusalsOf(await send(list)), [['customers', 'SUBGRAPH_REQUEST_ERROR']]);
    assert.deepEqual(refusalsOf(await send(create('refused'), 'customers:read')), [
      ['createCustomer', 'SUBGRAPH_REQUEST_ERROR'],
    ]);
    assert.ok(subgraphs.app.emulator.requests('STAX').every(({ body }) => !body.includes('refused')));
  });

  it('when no entity may be read, the gateway ends the connection without an answer', async () => {
    await assert.rejects(send(order, 'customers:create'), /fetch failed/);
    assert.match(gateway.output(), /panicked at .+invalid type: null, expected data with an entities list/s);
    const { data } = await send(order, 'customers:read');
    assert.equal(data.placeOrder.customer.email, 'forwarded@example.com');
  });
});
