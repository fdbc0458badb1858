import type { CreateCustomerRequest, LookupAnswer } from '../payment-data-source.js';
import type { ProviderDefinition } from '../provider-definition.js';

/*
 * How long it takes until the provider's records show what was sent. A look-up that finds nothing means nothing before.
 */

/** After this time, in milliseconds, every request has ended and every look-up shows its record: far longer than any needs. */
const certainAfterMs = 10 * 60 * 1000;

type Recovering = Pick<ProviderDefinition, 'title' | 'recovery'>;

/** Whether a creation that was sent before began so long ago that its first request has ended, and left its trace if any. */
export function isSentLongAgo({ recovery }: Recovering, { begunAt }: CreateCustomerRequest): boolean {
  return Date.now() - begunAt.getTime() > Math.max(certainAfterMs, recovery.lookup?.visibleWithinMs ?? 0);
}

/** What a look-up shows that comes this long after a sending: where the search lags behind, too early it shows nothing. */
export function onceVisible(
  answer: LookupAnswer,
  { title, recovery: { lookup } }: Recovering,
  sentAgoMs: number | undefined,
): LookupAnswer {
  const lagMs = lookup?.visibleWithinMs ?? 0;
  if (answer.kind !== 'absent' || sentAgoMs === undefined || sentAgoMs >= lagMs) return answer;
  const reason = `${title} does not show it, but a new customer may take ${Math.ceil(lagMs / 1000)} seconds to show`;
  return { kind: 'look-up-failed', reason, tooEarly: true };
}
