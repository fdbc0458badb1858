import { isExternalId } from '../../domain/external-id.js';
import type { BusyFailure } from '../../domain/provider-failure.js';
import type { HttpOutcome, NotSent, UnknownCall } from '../http/outcome.js';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  LookupAnswer,
  LookupRefusal,
  ProviderCustomerFound,
} from '../payment-data-source.js';
import type { CustomerAnswer } from '../provider-definition.js';
import { bounded, refusalBounds } from './bounded.js';
import { classifyLookupRefusal, classifyRefusal } from './classify-refusal.js';
import type { CompiledProvider } from './compile-provider.js';
import { isLastWord } from './kept-answers.js';
import { type LookupReading, readLookupBody } from './lookup-reading.js';
import { parseJson } from './parse-json.js';
import { whoseIs } from './whose.js';

/** A success that does not show our own id, although the provider's records have it: it may be somebody else's record. */
export interface UnconfirmedSuccess {
  readonly kind: 'unconfirmed';
  readonly success: ProviderCustomerFound;
}

/**
 * What the outcome of a creation's HTTP call means.
 *
 * @param sentLongAgo see `isLastWord`.
 */
export function readCreation(
  outcome: HttpOutcome,
  compiled: CompiledProvider,
  request: CreateCustomerRequest,
  sentLongAgo: boolean,
): CreateCustomerAnswer | UnconfirmedSuccess {
  if (outcome.kind === 'unknown') return { kind: 'outcome-unknown', reason: outcome.reason, kept: false };
  if (outcome.kind === 'not-sent') return busyFailure(outcome) ?? { kind: 'unavailable', reason: outcome.reason };
  const { definition, mapping } = compiled;
  const { title, recovery, errors } = definition;
  const { status } = outcome;
  const kept = isLastWord(recovery.resend, status, sentLongAgo);
  if (!isSuccess(status)) return classifyRefusal(outcome, { errors, mapping, title, kept }, request);
  const body = parseJson(outcome.body);
  const customer = definition.readCustomer(body, request);
  const whose = whoseIs(body, customer, definition, request);
  if (whose === 'somebody-else') {
    const reason = `${title} answered with a record that is not this customer's`;
    return { kind: 'outcome-unknown', httpStatus: status, reason, kept };
  }
  if (!customer || !isUsable(customer)) {
    const reason = `${title} answered ${status} without a usable customer id`;
    return { kind: 'outcome-unknown', httpStatus: status, reason, kept: kept && body !== undefined };
  }
  if (customer.deleted) {
    const reason = `${title} answered with a record that was deleted`;
    return { kind: 'outcome-unknown', httpStatus: status, reason, kept };
  }
  // Only a record that may have been there before can differ from what was sent.
  const found = read(customer, body, compiled, customer.origin && request);
  const success: ProviderCustomerFound = found.existedBefore
    ? { kind: 'found', ...found }
    : { kind: 'created', ...found, differences: undefined };
  return whose !== 'ours' && definition.ownIdAt ? { kind: 'unconfirmed', success } : success;
}

/**
 * What is kept of a customer's record.
 *
 * @param request compared with what the record shows, if given.
 */
function read(
  { origin, record, externalId, clientToken, createdAt }: CustomerAnswer,
  body: unknown,
  { mapping, details }: CompiledProvider,
  request: CreateCustomerRequest | undefined,
): Omit<ProviderCustomerFound, 'kind'> {
  const shown = record ?? body;
  const differences = request && mapping.differences(shown, request);
  // A provider that makes a record of what it is sent would show just that.
  const existedBefore = origin === 'earlier' || (origin === 'unclear' && differences?.length) ? true : undefined;
  return { externalId, clientToken, createdAt, details: details(shown), differences, existedBefore };
}

/** Undefined when it was not this service that held the request back. */
export function busyFailure(outcome: NotSent | UnknownCall): BusyFailure | undefined {
  if (!('retryAfterSeconds' in outcome)) return undefined;
  return { kind: 'busy', reason: outcome.reason, retryAfterSeconds: outcome.retryAfterSeconds };
}

/** What the outcome of a look-up's HTTP call means; or how to ask for the next page. */
export function readLookup(
  outcome: HttpOutcome,
  compiled: CompiledProvider,
  request: CreateCustomerRequest,
): LookupAnswer | Extract<LookupReading, { kind: 'next-page' }> {
  const { definition } = compiled;
  const { title, errors, recovery } = definition;
  if (outcome.kind !== 'answered') return lookupFailed(outcome.reason, busyFailure(outcome));
  const reason = `${title} answered ${outcome.status} to the look-up`;
  const unexpected = lookupFailed(reason);
  const body = parseJson(outcome.body);
  if (outcome.status === 404) {
    const code = errors.read(bounded(body, refusalBounds))?.code;
    return code !== undefined && recovery.lookup?.absentCodes?.includes(code) ? { kind: 'absent' } : unexpected;
  }
  if (!isSuccess(outcome.status)) return lookupFailed(reason, classifyLookupRefusal(outcome, errors));
  if (body === undefined) return unexpected;
  const reading = readLookupBody(body, definition, request);
  switch (reading.kind) {
    case 'ours': {
      const { customer, record, duplicates } = reading;
      if (!isUsable(customer)) return unexpected;
      const found = read(customer, record, compiled, request);
      return { kind: 'found', ...found, lookedUp: true, duplicates: duplicates?.filter(isExternalId) };
    }
    case 'absent':
    case 'next-page':
      return reading;
    case 'inconclusive':
      return lookupFailed(`${title}'s answer to the look-up is inconclusive`);
  }
}

export const lookupFailed = (reason: string, failure?: LookupRefusal): LookupAnswer => ({
  kind: 'look-up-failed',
  reason,
  ...(failure && { failure }),
});

const isUsable = ({ externalId }: CustomerAnswer): boolean => isExternalId(externalId);

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
