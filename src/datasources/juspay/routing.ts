import type { Violation } from '../../domain/violation.js';
import { textAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';

/** Headers of every call; the routing id has to be the same on all calls for a customer. */
export function headers(request: CreateCustomerRequest, settings: ProviderSettings): Readonly<Record<string, string>> {
  return { 'x-merchantid': settings.MERCHANT_ID ?? '', 'x-routing-id': routingId(request) };
}

/** A header cannot carry every text: RFC 9110 section 5.5 asks for visible ASCII, and spaces at the ends get lost. */
export function routingViolations(request: CreateCustomerRequest): readonly Violation[] {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(routingId(request))) return [];
  return [
    {
      path: givenRoutingId(request) === undefined ? ['reference'] : ['providerOptions', 'juspay', 'routingId'],
      code: 'INVALID_CHARACTERS',
      message: 'Juspay takes the routing id in a header: letters, digits and signs of ASCII only.',
    },
  ];
}

const routingId = (request: CreateCustomerRequest): string => givenRoutingId(request) ?? request.merchantCustomerId;

const givenRoutingId = (request: CreateCustomerRequest): string | undefined => textAt(request.options, 'routingId');
