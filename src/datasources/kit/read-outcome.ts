import { isExternalId } from '../../domain/external-id.js';
import type { HttpOutcome } from '../http/outcome.js';
import type { CreateCustomerAnswer, CreateCustomerRequest, LookupAnswer } from '../payment-data-source.js';
import type { CustomerAnswer, ProviderDefinition } from '../provider-definition.js';
import { classifyRefusal } from './classify-refusal.js';
import type { CompiledProvider } from './compile-provider.js';
import { parseJson } from './parse-json.js';
import { textAt } from './values.js';

/** What the outcome of a creation's HTTP call means. */
export function readCreation(
  outcome: HttpOutcome,
  { definition, mapping }: CompiledProvider,
  request: CreateCustomerRequest,
): CreateCustomerAnswer {
  if (outcome.kind === 'unknown') return { kind: 'outcome-unknown', reason: outcome.reason, answered: false };
  if (outcome.kind === 'not-sent') {
    const { cause, reason, retryAfterSeconds } = outcome;
    return cause === 'quota' ? { kind: 'rate-limit', retryAfterSeconds } : { kind: 'unavailable', reason };
  }
  if (!isSuccess(outcome.status)) {
    return classifyRefusal(outcome, definition.errors, mapping, request, definition.title);
  }
  const body = parseJson(outcome.body);
  const customer = definition.readCustomer(body);
  const ownId = definition.ownIdAt?.map((path) => textAt(body, ...path)).find((id) => id !== undefined);
  if (ownId !== undefined && ownId !== request.merchantCustomerId) {
    const reason = `${definition.title} answered with a record that is not this customer's`;
    return { kind: 'outcome-unknown', httpStatus: outcome.status, reason, answered: false };
  }
  if (customer && isUsable(customer)) return { kind: 'created', ...customer };
  return {
    kind: 'outcome-unknown',
    httpStatus: outcome.status,
    reason: `${definition.title} answered ${outcome.status} without a usable customer id`,
    answered: body !== undefined,
  };
}

/** What the outcome of a look-up's HTTP call means. */
export function readLookup(
  outcome: HttpOutcome,
  { title, errors, recovery: { lookup } }: ProviderDefinition,
  request: CreateCustomerRequest,
): LookupAnswer {
  if (outcome.kind !== 'answered') return failed(outcome.reason);
  const unexpected = failed(`${title} answered ${outcome.status} to the look-up`);
  const body = parseJson(outcome.body);
  if (outcome.status === 404) {
    const code = errors.read(body)?.code;
    return code !== undefined && lookup?.absentCodes?.includes(code) ? { kind: 'absent' } : unexpected;
  }
  const reading = isSuccess(outcome.status) && body !== undefined ? lookup?.read(body, request) : undefined;
  switch (reading?.kind) {
    case undefined:
      return unexpected;
    case 'ours':
      return isUsable(reading.customer) ? { kind: 'found', ...reading.customer, lookedUp: true } : unexpected;
    case 'absent':
      return reading;
    case 'inconclusive':
      return failed(`${title}'s answer to the look-up is inconclusive`);
  }
}

const failed = (reason: string): LookupAnswer => ({ kind: 'look-up-failed', reason });

const isUsable = ({ externalId }: CustomerAnswer): boolean => isExternalId(externalId);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
