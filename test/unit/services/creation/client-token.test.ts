import { describe, expect, it } from 'vitest';
import type {
  ClientTokenAnswer,
  LinkedCustomer,
  PaymentDataSource,
} from '../../../../src/datasources/payment-data-source.js';
import { withClientToken } from '../../../../src/services/creation/client-token.js';
import type { CreationSucceeded } from '../../../../src/services/creation/outcome.js';
import { requestedCreation } from '../../../../src/services/creation/requested-creation.js';
import { checkInput } from '../../../../src/services/input/check-input.js';
import type { CreateCustomerInput } from '../../../../src/services/input/create-customer-input.js';

const at = new Date('2026-02-03T04:05:06Z');
const success: CreationSucceeded = {
  kind: 'succeeded',
  customer: { id: 'unified', profile: {}, profileVersion: 1, createdAt: at, updatedAt: at },
  providerCustomer: {
    id: 'link',
    customerId: 'unified',
    provider: 'ACME',
    account: 'default',
    mode: 'TEST',
    externalId: 'cus_1',
    createdAt: at,
  },
  created: false,
  replayed: true,
  notSent: [],
  differences: [],
  changed: [],
};
const clientToken = { token: 'tkn_1' };

const requestOf = (input: CreateCustomerInput = { requestClientToken: true }) =>
  requestedCreation(input, checkInput(input, {}), { provider: 'ACME', account: 'default' }, false);

/** An account that answers so, and records whom it was asked about. */
function anAccount(answer?: ClientTokenAnswer, mode = 'TEST') {
  const asked: LinkedCustomer[] = [];
  const routingIdAt = ['providerOptions', 'acme', 'route'];
  const fetchClientToken = async (customer: LinkedCustomer) => {
    asked.push(customer);
    return answer;
  };
  const source = { mode, routingIdAt, fetchClientToken: answer && fetchClientToken } as unknown as PaymentDataSource;
  return { source, asked };
}

describe('a success without a token', () => {
  it('gets one when it was asked for', async () => {
    const { source, asked } = anAccount({ kind: 'token', clientToken });
    expect(await withClientToken(success, requestOf(), source)).toEqual({ ...success, clientToken });
    expect(asked).toMatchObject([{ externalId: 'cus_1', customerId: 'unified' }]);
  });

  it.each([
    ['on record', { routingId: 'kept' }, 'kept'],
    ['of the request where none is on record', {}, 'given'],
  ])('is about the customer with the routing id %s', async (_, onRecord, routingId) => {
    const { source, asked } = anAccount({ kind: 'token', clientToken });
    const input = { requestClientToken: true, providerOptions: { acme: { route: 'given' } } };
    const linked = { ...success, providerCustomer: { ...success.providerCustomer, ...onRecord } };
    await withClientToken(linked, requestOf(input), source);
    expect(asked).toMatchObject([{ routingId }]);
  });

  it('stays a success when there is none, and says why', async () => {
    const failure = { kind: 'rate-limit', reason: 'too often', retryAfterSeconds: 7 } as const;
    const { source } = anAccount(failure);
    expect(await withClientToken(success, requestOf(), source)).toEqual({ ...success, clientTokenError: failure });
  });

  it.each([
    ['the account is not configured any more', undefined, 'not-configured'],
    ['the account is in another mode', anAccount({ kind: 'token', clientToken }, 'LIVE').source, 'not-configured'],
    ['the provider issues tokens only with a creation', anAccount().source, 'not-issued'],
  ])('says that %s', async (_, source, kind) => {
    const { clientTokenError } = (await withClientToken(success, requestOf(), source)) as CreationSucceeded;
    expect(clientTokenError).toMatchObject({ kind });
  });
});

describe('the provider is not asked', () => {
  it.each([
    ['by a request that asks for no token', success, {}],
    ['when the answer has one', { ...success, clientToken: { token: 'tkn_0' } }, undefined],
    ['when it issues none', { ...success, notSent: [['requestClientToken']] }, undefined],
    ['about a creation that did not succeed', { kind: 'key-reused' } as const, undefined],
  ])('%s', async (_, outcome, input) => {
    const { source, asked } = anAccount({ kind: 'token', clientToken });
    expect(await withClientToken(outcome, requestOf(input), source)).toEqual(outcome);
    expect(asked).toEqual([]);
  });
});
