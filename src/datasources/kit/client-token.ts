import type { ClientTokenFailure } from '../../domain/provider-failure.js';
import type { HttpOutcome } from '../http/outcome.js';
import type { ClientTokenAnswer, LinkedCustomer } from '../payment-data-source.js';
import type { ErrorKind, ProviderDefinition } from '../provider-definition.js';
import { readRefusal, retryAfterSeconds } from './classify-refusal.js';
import { parseJson } from './parse-json.js';
import { busyFailure, isSuccess } from './read-outcome.js';

/** What the outcome of fetching a client token means. Pure; no reason quotes a body, which may hold a token. */
export function readClientToken(
  outcome: HttpOutcome,
  definition: ProviderDefinition,
  { externalId }: Pick<LinkedCustomer, 'externalId'>,
): ClientTokenAnswer {
  const { title, errors, clientToken: fetch } = definition;
  if (outcome.kind !== 'answered') return busyFailure(outcome) ?? { kind: 'unavailable', reason: outcome.reason };
  const { status: httpStatus, body } = outcome;
  if (isSuccess(httpStatus)) {
    const customer = definition.readCustomer(parseJson(body), { begunAt: new Date(0) });
    if (customer?.externalId !== externalId) {
      return { kind: 'unavailable', httpStatus, reason: `${title} did not answer with this customer's record` };
    }
    const { clientToken } = customer;
    return clientToken
      ? { kind: 'token', clientToken }
      : { kind: 'not-issued', httpStatus, reason: `${title} answered without a client token` };
  }
  const { kind, own, words } = readRefusal(outcome, errors);
  if (httpStatus === 404 && fetch?.absentCodes.includes(own?.code ?? '')) {
    return { kind: 'customer-not-found', ...words, reason: `${title} does not have the customer any more` };
  }
  return { ...meaningOf(kind, title, httpStatus), ...words, retryAfterSeconds: retryAfterSeconds(outcome) };
}

function meaningOf(kind: ErrorKind, title: string, status: number): Pick<ClientTokenFailure, 'kind' | 'reason'> {
  switch (kind) {
    case 'authentication':
      return { kind, reason: `${title} refused this service's credentials` };
    case 'rate-limit':
      return { kind, reason: `${title} was asked too often` };
    case 'validation':
    case 'already-exists':
      return { kind: 'not-issued', reason: `${title} refused to issue one` };
    default:
      return { kind: 'unavailable', reason: `${title} answered ${status}` };
  }
}
