import { hash } from 'node:crypto';
import type {
  CreateCustomerRequest,
  PaymentDataSource,
  PreparedRequest,
} from '../../datasources/payment-data-source.js';
import type { CreationInput } from '../../domain/creation.js';
import type { SentIds } from '../../domain/customer.js';

/**
 * What is sent for a creation: the same, word for word, however often.
 *
 * @param ids those on record, which count. Without a `merchantReference` on record the request is the first one, or it goes
 *   to a provider that takes none, or began in a version before these were recorded, which sent the same.
 */
export function providerRequest(
  { profile, requestClientToken, options }: Omit<CreationInput, 'given'>,
  {
    customerId,
    merchantReference = profile.reference ?? customerId,
    routingId,
  }: SentIds & { readonly customerId: string },
  idempotencyKey: string,
  begunAt: Date,
): CreateCustomerRequest {
  return {
    profile,
    requestClientToken,
    options,
    merchantCustomerId: merchantReference,
    routingId,
    idempotencyKey,
    begunAt,
  };
}

/** The request as the creation is on record: with the provider's key, and the ids that the customer has. */
export function asRecorded(
  source: PaymentDataSource,
  prepared: PreparedRequest,
  { merchantReference, routingId }: SentIds,
  idempotencyKey: string,
): PreparedRequest {
  const { request } = prepared;
  const recorded = { ...request, idempotencyKey, routingId };
  if (merchantReference === prepared.merchantReference && routingId === request.routingId) {
    return { ...prepared, request: recorded };
  }
  return source.prepare({ ...recorded, merchantCustomerId: merchantReference ?? request.merchantCustomerId });
}

/**
 * What the provider's idempotency key is made of: everything that a caller who repeats the request repeats too, so that
 * the key is the same even if this database forgot the first request, e.g. in a failover. Providers refuse a key that
 * comes with another body, so the body is part of it. Undefined where the provider takes no keys, or where nothing tells
 * a repeat from another customer who looks the same: then the key is the creation's own id.
 *
 * @param identity the customer's reference or id, else the caller's idempotency key.
 */
export function providerKeyBase(
  { provider, account, recovery }: PaymentDataSource,
  identity: string | undefined,
  { body }: PreparedRequest,
): string | undefined {
  if (identity === undefined || recovery.resend.harmless !== 'while-key-lives') return undefined;
  return hash('sha256', JSON.stringify([identity, provider, account, body]), 'base64url');
}

/** The key of one generation: a provider replays refusals too, so what has to be sent anew needs another key. */
export const providerKey = (base: string, generation: number): string =>
  generation === 0 ? base : `${base}.${generation}`;
