import type { PaymentDataSource } from '../../datasources/payment-data-source.js';
import type { ClientTokenFailure } from '../../domain/provider-failure.js';
import type { CreationSucceeded, Ended } from './outcome.js';
import type { RequestedCreation } from './requested-creation.js';
import { requestedRoutingId } from './routing-id.js';

/**
 * Adds a new client token to a success for a request that asked for one and has got none: the customer was linked already,
 * the outcome is an earlier one, or the provider's answer held none. A token that cannot be fetched does not undo the
 * success. Never throws.
 */
export async function withClientToken<Outcome extends Ended>(
  outcome: Outcome,
  request: RequestedCreation,
  source: PaymentDataSource | undefined,
): Promise<Outcome> {
  if (outcome.kind !== 'succeeded' || !isMissing(outcome, request)) return outcome;
  const fetched = await fetch(outcome, request, source);
  return fetched.kind === 'token'
    ? { ...outcome, clientToken: fetched.clientToken }
    : { ...outcome, clientTokenError: fetched };
}

/** Where the provider issues no tokens at all, `notSent` has said so. */
const isMissing = ({ clientToken, notSent }: CreationSucceeded, { input }: RequestedCreation): boolean =>
  input.requestClientToken && clientToken === undefined && !notSent.some(([name]) => name === 'requestClientToken');

async function fetch(
  { providerCustomer }: CreationSucceeded,
  { input }: RequestedCreation,
  source: PaymentDataSource | undefined,
) {
  if (source?.mode !== providerCustomer.mode) return notConfigured;
  const routingId = providerCustomer.routingId ?? requestedRoutingId(source, input);
  return (await source.fetchClientToken?.({ ...providerCustomer, routingId })) ?? onlyWithCreation;
}

const notConfigured: ClientTokenFailure = {
  kind: 'not-configured',
  reason: 'the account of the customer is not configured any more, or in another mode',
};

const onlyWithCreation: ClientTokenFailure = {
  kind: 'not-issued',
  reason: 'the provider issues client tokens only with the creation of a customer',
};
