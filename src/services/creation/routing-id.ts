import type { PaymentDataSource } from '../../datasources/payment-data-source.js';
import type { CreationInput } from '../../domain/creation.js';
import type { InputPath } from '../../domain/customer.js';
import { valueAtPath } from '../../domain/profile.js';
import type { Violation } from '../../domain/violation.js';

type Routing = Pick<PaymentDataSource, 'routingIdAt'>;

/** The routing id that a request asks for; undefined when it asks for none, or the provider has none. */
export function requestedRoutingId({ routingIdAt }: Routing, { options }: CreationInput): string | undefined {
  const [, , option] = routingIdAt ?? [];
  const given = option === undefined ? undefined : valueAtPath(options, [option]);
  return typeof given === 'string' && given !== '' ? given : undefined;
}

/** Where a request asks for another routing id than the customer has. */
export function otherRoutingId(
  source: Routing,
  input: CreationInput,
  onRecord: string | undefined,
): readonly InputPath[] {
  const given = requestedRoutingId(source, input);
  const differs = given !== undefined && onRecord !== undefined && given !== onRecord;
  return differs && source.routingIdAt ? [source.routingIdAt] : [];
}

/** A routing id must be the same on every call about a customer, also at another account. */
export const routingConflicts = (...args: Parameters<typeof otherRoutingId>): Violation[] =>
  otherRoutingId(...args).map((path) => ({
    path,
    code: 'CONFLICT',
    message: 'The customer has another routing id at this provider already; leave it out or give that one.',
  }));
