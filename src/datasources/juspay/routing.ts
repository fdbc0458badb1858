import type { Violation } from '../../domain/violation.js';
import { textAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { CalledAbout, ProviderSettings } from '../provider-definition.js';

/** The field of `providerOptions.juspay` for the routing id. */
export const routingIdOption = 'routingId';

/** Headers of every call. The routing id must be the same on all calls for a customer. */
export function headers({ routingId = '' }: CalledAbout, settings: ProviderSettings): Readonly<Record<string, string>> {
  return { 'x-merchantid': settings.MERCHANT_ID ?? '', 'x-routing-id': routingId };
}

/** What a header cannot hold: RFC 9110 section 5.5 wants printable ASCII, and spaces at either end are dropped. */
export function routingViolations({ routingId, options }: CreateCustomerRequest): readonly Violation[] {
  if (routingId === undefined || /^[!-~](?:[ -~]*[!-~])?$/.test(routingId)) return [];
  return [
    {
      path: textAt(options, routingIdOption) ? ['providerOptions', 'juspay', routingIdOption] : ['reference'],
      code: 'INVALID_CHARACTERS',
      message: 'Juspay’s routing id is sent in a header: use printable ASCII characters, without spaces at either end.',
    },
  ];
}
