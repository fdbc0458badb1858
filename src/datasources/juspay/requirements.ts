import type { Violation } from '../../domain/violation.js';
import { valueAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';
import { gatewayRequirements, parseGateways, unknownGateways } from './gateways.js';
import { routingViolations } from './routing.js';

/** What the gateways require, those of the request or else those of the account; and what the routing header cannot hold. */
export function requirements(request: CreateCustomerRequest, settings: ProviderSettings): readonly Violation[] {
  const requested = requestedGateways(request);
  const gateways = requested ?? parseGateways(settings.GATEWAYS ?? '');
  return [
    ...unknownGateways(requested ?? []),
    ...gatewayRequirements(gateways, request.profile),
    ...routingViolations(request),
  ];
}

/** An empty list counts as given: no gateways, so no requirements. */
function requestedGateways({ options }: CreateCustomerRequest): readonly string[] | undefined {
  const gateways = valueAt(options, 'gateways');
  return Array.isArray(gateways) ? gateways.map(String) : undefined;
}
