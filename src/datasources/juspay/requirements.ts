import type { Violation } from '../../domain/violation.js';
import { valueAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';
import { gatewayRequirements, parseGateways, unknownGateways } from './gateways.js';
import { routingViolations } from './routing.js';

/** What a customer lacks for the gateways of this call, else of this account, and for the routing header. */
export function requirements(request: CreateCustomerRequest, settings: ProviderSettings): readonly Violation[] {
  const given = gatewaysOfCall(request);
  const gateways = given ?? parseGateways(settings.GATEWAYS ?? '');
  return [
    ...unknownGateways(given ?? []),
    ...gatewayRequirements(gateways, request.profile),
    ...routingViolations(request),
  ];
}

/** An empty list is an answer too: no gateways, no requirements. */
function gatewaysOfCall({ options }: CreateCustomerRequest): readonly string[] | undefined {
  const given = valueAt(options, 'gateways');
  return Array.isArray(given) ? given.map(String) : undefined;
}
