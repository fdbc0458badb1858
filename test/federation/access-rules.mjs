import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { ask } from './ask.mjs';
import { startHiveGateway } from './gateways.mjs';
import { createIssuer } from './issuer.mjs';

const config = 'gateway.authorization.config.mjs';
const nowhere = '018f0000-0000-7000-8000-000000000000';

const creation = (reference) => `mutation {
  createCustomer(provider: STAX, input: { reference: "${reference}", email: "${reference}@example.com" }) {
    __typename
    ... on CreateCustomerSuccess { customer { id orders { id } } providerCustomer { provider account externalId } }
  }
}`;

/** `[what, document, where it is refused]` */
const forUsers = [
  ['a query', '{ customers { edges { cursor } } }', 'customers'],
  ['the queries that tell nothing of a customer', '{ providers { provider } }', 'providers'],
  ['a creation', creation('refused'), 'createCustomer'],
  [
    'creations, whatever is selected of their results',
    'mutation { createCustomerAtProviders(providers: [STAX], input: { reference: "refused" }) { __typename } }',
    'createCustomerAtProviders',
  ],
  ['a field of a customer, by way of an order', '{ orders { customer { email } } }', 'orders.customer.email'],
  ['the key, which the order itself has', '{ orders { customer { id } } }', 'orders.customer.id'],
  ['a field that the other subgraph adds', '{ orders { customer { orders { id } } } }', 'orders.customer.orders'],
  ['a field of who paid', '{ orders { paidBy { externalId } } }', 'orders.paidBy.externalId'],
  [
    'a field in a fragment',
    '{ orders { ...Paid } } fragment Paid on Order { paidBy { customer { phone } } }',
    'orders.paidBy.customer',
  ],
];
const forOperators = [
  ['the list of creations', '{ customerCreations { edges { node { id } } } }', 'customerCreations'],
  ['to send once more', `mutation { retryCustomerCreation(id: "${nowhere}") { id } }`, 'retryCustomerCreation'],
  [
    'to settle by hand',
    `mutation { resolveCustomerCreation(id: "${nowhere}", notCreated: true) { id } }`,
    'resolveCustomerCreation',
  ],
];

/**
 * What Hive Gateway makes of `schema/subgraph.authorization.graphql`.
 *
 * @param {() => Awaited<ReturnType<typeof import('./world.mjs').startSubgraphs>>} world
 */
export function testAccessRules(world) {
  describe('under access rules, through @graphql-hive/gateway', () => {
    const { settings, issue, forge } = createIssuer();
    const [create, read, list, review] = ['create', 'read', 'list', 'review'].map((name) => `customers:${name}`);
    const [stranger, user, operator] = ['openid', `${create} ${read}`, `openid ${review}`].map((scope) =>
      issue({ scope }),
    );
    let gateway;
    before(async () => {
      gateway = await startHiveGateway(world(), { supergraph: 'supergraph.authorization', config, settings });
    });
    after(() => gateway?.stop());

    const send = (document, token) =>
      ask(gateway.url, document, {}, token === undefined ? {} : { authorization: `Bearer ${token}` });
    const serve = async (document, token) => {
      const { data, errors } = await send(document, token);
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    };
    /** The errors of a request that is refused before anything of it is done. */
    const refuse = async (document, token) => {
      const { exchanges } = world().recorder;
      const already = exchanges.length;
      const { status, data, errors } = await send(document, token);
      assert.equal(status, 401);
      assert.equal(data ?? null, null);
      assert.equal(exchanges.length, already, 'the subgraph was asked');
      return errors;
    };
    const refuseByRule = async (document, token, path) => {
      const [{ extensions, path: at }] = await refuse(document, token);
      assert.deepEqual([extensions.code, at.join('.')], ['UNAUTHORIZED_FIELD_OR_TYPE', path]);
    };
    const isKnownToProvider = (reference) =>
      world()
        .app.emulator.requests('STAX')
        .some(({ body }) => body.includes(reference));

    describe('the anonymous are refused', () => {
      for (const [what, document, path] of [...forUsers, ...forOperators]) {
        it(what, () => refuseByRule(document, undefined, path));
      }

      it('no provider heard of what they wanted to create', () => assert.equal(isKnownToProvider('refused'), false));
    });

    describe('whoever has no scope', () => {
      for (const [what, document, path] of [...forUsers, ...forOperators]) {
        if (path !== 'providers') it(`is refused: ${what}`, () => refuseByRule(document, stranger, path));
      }

      it('learns what tells nothing of a customer', () => serve('{ providers { provider } }', stranger));
      it('creates nothing', () => assert.equal(isKnownToProvider('refused'), false));
    });

    describe('whoever may only create', () => {
      const creator = issue({ scope: create });

      it('reads the answer', async () => {
        const { createCustomer } = await serve(creation('answered'), creator);
        assert.equal(createCustomer.__typename, 'CreateCustomerSuccess');
      });

      it('reads nobody by a key', () => refuseByRule(`{ customer(id: "${nowhere}") { id } }`, creator, 'customer'));

      it('gets no further than the answer', () =>
        refuseByRule(
          `mutation {
             createCustomer(provider: STAX, input: { reference: "refused" }) {
               ... on CreateCustomerSuccess { customer { providerCustomers { externalId } } }
             }
           }`,
          creator,
          'createCustomer.customer.providerCustomers',
        ));
    });

    it('the list of everybody is for those who may read and list', async () => {
      const document = '{ customers { edges { cursor } } }';
      await refuseByRule(document, user, 'customers');
      await refuseByRule(document, issue({ scope: list }), 'customers');
      await serve(document, issue({ scope: `${read} ${list}` }));
    });

    describe('whoever may create and read', () => {
      let created;
      before(async () => {
        created = (await serve(creation('served'), user)).createCustomer;
      });

      it('creates, and only the gateway knows who that was', () => {
        assert.equal(created.__typename, 'CreateCustomerSuccess');
        assert.ok(isKnownToProvider('served'));
        const { headers, body } = world().recorder.exchanges.at(-1);
        assert.equal(headers.authorization, undefined);
        assert.equal(body.extensions, undefined);
      });

      it('selects across the subgraphs, there and back', async () => {
        const { customer, providerCustomer } = created;
        const placed = await serve(
          `mutation { placeOrder(customerId: "${customer.id}", amount: 5, currency: "EUR") { id customer { email } } }`,
          user,
        );
        const { id, customer: buyer } = placed.placeOrder;
        assert.equal(buyer.email, 'served@example.com');
        const { recordPayment } = await serve(
          `mutation {
             recordPayment(orderId: "${id}", provider: STAX, externalId: "${providerCustomer.externalId}") {
               paidBy { account customer { reference orders { paidBy { createdAt } } } }
             }
           }`,
          user,
        );
        assert.equal(recordPayment.paidBy.customer.reference, 'served');
        assert.ok(Date.parse(recordPayment.paidBy.customer.orders[0].paidBy.createdAt) > 0);
      });

      for (const [what, document, path] of forOperators) {
        it(`may not do the operators' work: ${what}`, () => refuseByRule(document, user, path));
      }
    });

    describe('whoever has the scope customers:review', () => {
      for (const [what, document, path] of forOperators) {
        it(`may do the operators' work: ${what}`, async () => {
          assert.ok(path in (await serve(document, operator)));
        });
      }

      it('has it in the claim `scope`, as a text or as a list, and in no other', async () => {
        const [[, document, path]] = forOperators;
        await serve(document, issue({ scope: ['openid', 'customers:review'] }));
        const others = { scp: 'customers:review', scopes: ['customers:review'], permissions: ['customers:review'] };
        await refuseByRule(document, issue(others), path);
        await refuseByRule(document, issue({ scope: 'customers:reviewed' }), path);
      });
    });

    describe('a token that is not good is refused, also where none is needed', () => {
      const bad = {
        expired: issue({ exp: Math.floor(Date.now() / 1_000) - 1 }),
        'of another issuer': issue({ iss: 'https://other.example.com' }),
        'for another audience': issue({ aud: 'orders' }),
        forged: forge({ scope: 'customers:review' }),
        'without its signature': user.replace(/[^.]+$/, ''),
      };
      for (const [what, token] of Object.entries(bad)) {
        it(what, async () => {
          assert.deepEqual(await refuse('{ orders { id } }', token), [{ message: 'Unauthenticated' }]);
        });
      }
    });

    it('what the other subgraph has of its own is open, until it has rules of its own', async () => {
      const { orders } = await serve('{ orders(first: 5000) { amount customer { __typename } } }');
      assert.ok(orders.some(({ amount }) => amount === 5));
    });

    it('of a mutation with something in it that is refused, nothing is done', async () => {
      await refuseByRule(
        `mutation { placeOrder(customerId: "${nowhere}", amount: 6, currency: "EUR") { customer { email } } }`,
        undefined,
        'placeOrder.customer.email',
      );
      const { orders } = await serve('{ orders(first: 5000) { amount } }');
      assert.ok(orders.every(({ amount }) => amount !== 6));
    });

    for (const name of Object.keys(settings)) {
      it(`the configuration does not load without ${name}`, async () => {
        const { [name]: _missing, ...rest } = settings;
        Object.assign(process.env, rest);
        const loading = import(`../../examples/gateway/${config}?without=${name}`);
        await assert.rejects(loading, { message: `${name} is not set` });
        for (const each of Object.keys(settings)) delete process.env[each];
      });
    }
  });
}
