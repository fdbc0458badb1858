import type { Violation } from '../../domain/violation.js';
import { textAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';

/** Headers of every call. The routing id must be the same on all calls for a customer. */
export function headers(request: CreateCustomerRequest, settings: ProviderSettings): Readonly<Record<string, string>> {
  return { 'x-merchantid': settings.MERCHANT_ID ?? '', 'x-routing-id': routingId(request) };
}

/** What a header cannot hold: RFC 9110 section 5.5 wants printable ASCII, and spaces at either end are dropped. */
export function routingViolations(request: CreateCustomerRequest): readonly Violation[] {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(routingId(request))) return [];
  return [
    {
      path: requestedRoutingId(request) === undefined ? ['reference'] : ['providerOptions', 'juspay', 'routingId'],
      code: 'INVALID_CHARACTERS',
      message: 'Juspay’s routing id is sent in a header: use printable ASCII characters, without spaces at either end.',
    },
  ];
}

const routingId = (request: CreateCustomerRequest): string => requestedRoutingId(request) ?? request.merchantCustomerId;

const requestedRoutingId = (request: CreateCustomerRequest): string | undefined => textAt(request.options, 'routingId');
