import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ask } from './ask.mjs';

/** Enough for every provider. */
const full = {
  firstName: 'Asha',
  lastName: 'Rao',
  email: 'asha.rao@example.com',
  phone: '+12025550143',
  address: { line1: '1 Main St', city: 'Springfield', state: 'IL', postalCode: '62701', country: 'US' },
};

/**
 * What must hold through any gateway.
 *
 * @param {string} name Of the gateway.
 * @param {(subgraphs: Awaited<ReturnType<typeof import('./world.mjs').startSubgraphs>>) => Promise<{ url: string, stop(): Promise<void> }>} start
 * @param {() => Awaited<ReturnType<typeof import('./world.mjs').startSubgraphs>>} world
 */
export function testThrough(name, start, world) {
  describe(`through ${name}`, () => {
    let subgraphs;
    let gateway;
    before(async () => {
      subgraphs = world();
      gateway = await start(subgraphs);
    });
    after(() => gateway?.stop());

    const send = async (query, variables, headers) => {
      const { data, errors } = await ask(gateway.url, query, variables, headers);
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    };
    const create = async (selection, input, provider = 'STAX', headers = {}) =>
      (
        await send(
          `mutation ($input: CreateCustomerInput!, $provider: Provider!) {
             createCustomer(input: $input, provider: $provider) { __typename ${selection} }
           }`,
          { input, provider },
          headers,
        )
      ).createCustomer;
    /** Different for each gateway: they share the subgraphs. */
    const own = (text) => `${name.replace(/\W/g, '')}-${text}`;

    it('a mutation selects across the subgraphs, there and back', async () => {
      const input = { ...full, reference: own('orders'), email: `${own('orders')}@example.com` };
      const selection = `... on CreateCustomerSuccess {
        created
        customer { id email orders { id amount paidBy { externalId customer { reference } } } }
        providerCustomer { provider account externalId customer { orders { id } } }
      }`;
      const first = await create(selection, input);
      assert.deepEqual([first.created, first.customer.orders], [true, []]);

      const { placeOrder } = await send(
        `mutation ($customerId: ID!) {
           placeOrder(customerId: $customerId, amount: 1999, currency: "EUR") {
             id
             customer { email orders { id } providerCustomers { provider } }
           }
         }`,
        { customerId: first.customer.id },
      );
      const orderId = placeOrder.id;
      assert.deepEqual(placeOrder.customer, {
        email: input.email,
        orders: [{ id: orderId }],
        providerCustomers: [{ provider: 'STAX' }],
      });

      const { provider, account, externalId } = first.providerCustomer;
      const { recordPayment } = await send(
        `mutation ($orderId: ID!, $provider: Provider!, $account: String!, $externalId: ID!) {
           recordPayment(orderId: $orderId, provider: $provider, account: $account, externalId: $externalId) {
             paidBy { createdAt customer { id firstName orders { amount } } }
           }
         }`,
        { orderId, provider, account, externalId },
      );
      const { createdAt, customer } = recordPayment.paidBy;
      assert.ok(Date.parse(createdAt) > 0);
      assert.deepEqual(customer, { id: first.customer.id, firstName: 'Asha', orders: [{ amount: 1999 }] });

      const again = await create(selection, input);
      assert.equal(again.created, false);
      assert.deepEqual(again.customer.orders, [
        { id: orderId, amount: 1999, paidBy: { externalId, customer: { reference: input.reference } } },
      ]);
      assert.deepEqual(again.providerCustomer.customer.orders, [{ id: orderId }]);
    });

    describe('every error', () => {
      /** Befalls the creation alone: the recovery of an earlier one may be asking the provider at any time. */
      const fault = (kind) =>
        subgraphs.app.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: kind });
      const answer = (said) => () => fault({ kind: 'answer', name: said });
      const taken = () => ({ ...full, email: `${own('taken')}@example.com` });
      const key = () => own('reused');
      /** `[type, what brings it about, fields of its own with what they hold, provider]` */
      const errors = [
        [
          'InvalidCustomerInputError',
          () => ({ phone: '5550143' }),
          'violations { path code }',
          ({ violations }) => assert.deepEqual(violations[0].path, ['phone']),
        ],
        [
          'ProviderValidationError',
          answer('invalid_fields'),
          'httpStatus violations { path code }',
          ({ httpStatus, violations }) => assert.ok(httpStatus === 422 && violations.length > 0),
        ],
        ['ProviderAuthenticationError', answer('unauthorized'), 'httpStatus', (it) => assert.equal(it.httpStatus, 401)],
        [
          'ProviderRateLimitError',
          // Without a time to wait, which would keep the next ones waiting.
          () => fault({ kind: 'status', status: 429 }),
          'httpStatus retryAfterSeconds',
          (it) => assert.equal(it.httpStatus, 429),
        ],
        [
          'ProviderUnavailableError',
          () => fault({ kind: 'html', status: 404 }),
          'providerMessage',
          (it) => assert.ok('providerMessage' in it),
        ],
        [
          'ProviderOutcomeUnknownError',
          () => fault({ kind: 'reset', recorded: true }),
          'creation { id status }',
          ({ creation }) => assert.equal(creation.status, 'UNKNOWN'),
        ],
        [
          'ServiceBusyError',
          async () => {
            const lost = { kind: 'reset', recorded: true };
            subgraphs.app.emulator.faults.inject('JUSPAY', { operationId: 'createCustomer', times: 5, fault: lost });
            // Enough failures in a row to open the circuit, which only this test uses.
            for (let call = 0; call < 5; call++) await create('', full, 'JUSPAY');
          },
          'retryAfterSeconds',
          ({ retryAfterSeconds }) => assert.ok(retryAfterSeconds > 0),
          'JUSPAY',
        ],
        [
          'CustomerAlreadyExistsError',
          async () => {
            await create('', taken(), 'SOAP');
            return taken();
          },
          'existing { externalId customer { id orders { id } } }',
          ({ existing }) => assert.deepEqual(existing.customer.orders, []),
          'SOAP',
        ],
        [
          'IdempotencyKeyReusedError',
          async () => {
            await create('', { ...full, idempotencyKey: key() });
            return { ...full, lastName: 'Ray', idempotencyKey: key() };
          },
          'message',
          ({ message }) => assert.match(message, /different request/),
        ],
        [
          'CustomerNotFoundError',
          () => ({ ...full, customerId: '018f0000-0000-7000-8000-000000000000' }),
          'customerId',
          ({ customerId }) => assert.equal(customerId, '018f0000-0000-7000-8000-000000000000'),
        ],
        [
          'ProviderNotConfiguredError',
          () => ({ ...full, account: 'nowhere' }),
          'account',
          ({ account }) => assert.equal(account, 'nowhere'),
        ],
      ];

      it('is among these', async () => {
        const { __type } = await send('{ __type(name: "CreateCustomerError") { possibleTypes { name } } }');
        assert.deepEqual(errors.map(([type]) => type).sort(), __type.possibleTypes.map((type) => type.name).sort());
      });

      for (const [type, provoke, fields, check, provider = 'STAX'] of errors) {
        it(`${type}: by the union, and by the interface`, async () => {
          const byUnion = await create(`... on ${type} { ${fields} }`, (await provoke()) ?? full, provider);
          assert.equal(byUnion.__typename, type);
          check(byUnion);

          const input = (await provoke()) ?? full;
          const byInterface = await create(
            `... on CreateCustomerError { message provider retryable }
             ... on ProviderError { code: providerCode httpStatus }`,
            input,
            provider,
          );
          assert.equal(byInterface.__typename, type);
          assert.equal(byInterface.provider, provider);
          assert.ok(byInterface.message.length > 0);
          assert.equal(typeof byInterface.retryable, 'boolean');
        });
      }
    });

    it('1,000 orders: their customers and who paid them are read in one statement for each kind of key', async () => {
      const { customers } = await seed(subgraphs, own('batch'));
      const { recorder, statements } = subgraphs;
      const [sentBefore, askedBefore] = [statements.length, recorder.exchanges.length];
      const { orders } = await send(`{
        orders(first: 5000) { customer { id reference } paidBy { externalId createdAt customer { firstName } } }
      }`);
      const ours = orders.filter(({ customer }) => customer.reference?.startsWith(own('batch')));
      assert.equal(ours.length, 1_000);
      for (const { customer, paidBy } of ours) {
        const known = customers.get(customer.id);
        assert.equal(customer.reference, known.reference);
        assert.deepEqual([paidBy.externalId, paidBy.customer.firstName], [known.externalId, known.firstName]);
      }
      const asked = recorder.exchanges.slice(askedBefore);
      const sent = statements.slice(sentBefore);
      assert.ok(asked.length <= 2, `${asked.length} requests`);
      assert.ok(sent.length <= 3, sent.join('\n'));
      assert.ok(asked.every(({ body }) => body.query.includes('_entities')));
    });

    it('the idempotency key, the request id and the secret arrive; a secret of the client does not', async () => {
      const headers = {
        'idempotency-key': own('header'),
        'x-request-id': own('request'),
        'router-authorization': 'made-up',
      };
      const selection = '... on CreateCustomerSuccess { created customer { id } }';
      const first = await create(selection, full, 'XPAY', headers);
      const again = await create(selection, full, 'XPAY', headers);
      assert.deepEqual([first.created, again.created], [true, false]);
      assert.equal(again.customer.id, first.customer.id);
      const other = await create(selection, { ...full, firstName: 'Usha' }, 'XPAY', headers);
      assert.equal(other.__typename, 'IdempotencyKeyReusedError');
      assert.deepEqual(
        subgraphs.recorder.exchanges
          .slice(-3)
          .map((exchange) => [
            exchange.headers['idempotency-key'],
            exchange.headers['x-request-id'],
            exchange.headers['router-authorization'],
          ]),
        Array(3).fill([own('header'), own('request'), subgraphs.secret]),
      );
    });

    it('federated tracing is answered', async () => {
      const { exchanges } = subgraphs.recorder;
      const already = exchanges.length;
      await send('{ customer(id: "none") { id } }', {}, { 'apollo-federation-include-trace': 'ftv1' });
      const [{ headers, answer }] = exchanges.slice(already);
      assert.equal(headers['apollo-federation-include-trace'], 'ftv1');
      assert.ok(Buffer.from(answer.extensions.ftv1, 'base64').includes('customer'));
    });

    it('an error outside the union keeps its code and its path', async () => {
      const { data, errors } = await ask(gateway.url, 'mutation { resolveCustomerCreation(id: "1") { id } }');
      assert.equal(data.resolveCustomerCreation, null);
      assert.deepEqual(errors.length, 1);
      assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
      assert.deepEqual(errors[0].path, ['resolveCustomerCreation']);
    });
  });
}

/** 500 customers with a link each, and two orders of each, paid. */
async function seed({ app, ordersUrl }, prefix) {
  const customers = new Map();
  for (let i = 0; i < 500; i += 1) {
    const id = randomUUID();
    customers.set(id, { id, reference: `${prefix}-${i}`, firstName: `First ${i}`, externalId: `${prefix}-ext-${i}` });
  }
  const all = [...customers.values()];
  const column = (name) => all.map((customer) => customer[name]);
  await app.database.sql(
    `INSERT INTO customer (id, reference, first_name, updated_at)
     SELECT k.id, k.reference, k.first_name, now()
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS k (id, reference, first_name)`,
    [column('id'), column('reference'), column('firstName')],
  );
  await app.database.sql(
    `INSERT INTO provider_customer (id, customer_id, provider, account, mode, external_id)
     SELECT k.id, k.id, 'STAX', 'default', 'EMULATED', k.external_id
     FROM unnest($1::uuid[], $2::text[]) AS k (id, external_id)`,
    [column('id'), column('externalId')],
  );
  const twice = [...all, ...all];
  const place = twice.map(({ id }, i) => `o${i}: placeOrder(customerId: "${id}", amount: 1, currency: "EUR") { id }`);
  const placed = await ask(ordersUrl, `mutation { ${place.join(' ')} }`);
  const pay = twice.map(({ externalId }, i) => {
    const { id } = placed.data[`o${i}`];
    return `p${i}: recordPayment(orderId: "${id}", provider: STAX, externalId: "${externalId}") { id }`;
  });
  await ask(ordersUrl, `mutation { ${pay.join(' ')} }`);
  return { customers };
}
