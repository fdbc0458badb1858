import type { InputPath } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderDefinition } from '../provider-definition.js';
import { textAt } from './values.js';

type Routing = Pick<ProviderDefinition, 'name' | 'routingIdOption'>;

/** The request with its routing id, at a provider that wants one: that on record, else the caller's, else our own id. */
export function withRoutingId<
  Request extends Pick<CreateCustomerRequest, 'merchantCustomerId' | 'options' | 'routingId'>,
>(request: Request, { routingIdOption }: Routing): Request {
  if (routingIdOption === undefined || request.routingId !== undefined) return request;
  return { ...request, routingId: textAt(request.options, routingIdOption) ?? request.merchantCustomerId };
}

/** The input that the routing id may be given in. */
export const routingIdPath = ({ name, routingIdOption }: Routing): InputPath | undefined =>
  routingIdOption === undefined ? undefined : ['providerOptions', name.toLowerCase(), routingIdOption];
