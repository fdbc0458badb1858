import { describe, expect, it } from 'vitest';
import { isSentLongAgo, onceVisible } from '../../../../src/datasources/kit/visibility.js';
import type { Lookup, Recovery } from '../../../../src/datasources/provider-definition.js';
import { aRequest } from '../provider-support.js';

const minute = 60_000;

function recovering(visibleWithinMs?: number): { title: string; recovery: Recovery } {
  const lookup: Lookup = { call: () => undefined, records: () => [], ...(visibleWithinMs && { visibleWithinMs }) };
  return { title: 'Made Up', recovery: { resend: { harmless: 'always' }, lookup } };
}
const withoutLookup: { title: string; recovery: Recovery } = {
  title: 'Made Up',
  recovery: { resend: { harmless: 'always' } },
};

describe('a creation that was sent before', () => {
  const begunAgo = (ms: number) => aRequest({}, { begunAt: new Date(Date.now() - ms) });

  it.each([
    ['young, where records show at once', recovering(), 9 * minute, false],
    ['old, where records show at once', recovering(), 11 * minute, true],
    ['young, where nothing can be looked up', withoutLookup, 9 * minute, false],
    ['old, where nothing can be looked up', withoutLookup, 11 * minute, true],
    ['younger than the lag of the search', recovering(60 * minute), 59 * minute, false],
    ['older than the lag of the search', recovering(60 * minute), 61 * minute, true],
    ['young, although the lag is short', recovering(minute), 9 * minute, false],
  ])('is sent long ago or not: %s', (_, definition, ago, longAgo) => {
    expect(isSentLongAgo(definition, begunAgo(ago))).toBe(longAgo);
  });
});

describe('what a look-up shows', () => {
  const absent = { kind: 'absent' } as const;
  const tooEarly = {
    kind: 'look-up-failed',
    reason: 'Made Up does not show it, but a new customer may take 3 seconds to show',
    tooEarly: true,
  };

  it.each([
    ['nothing, too early', recovering(2_500), 2_499, absent, tooEarly],
    ['nothing, in time', recovering(2_500), 2_500, absent, absent],
    ['nothing, when nothing is known to have been sent', recovering(2_500), undefined, absent, absent],
    ['nothing, where records show at once', recovering(), 0, absent, absent],
    [
      'the record, early',
      recovering(2_500),
      0,
      { kind: 'found', externalId: 'a' } as const,
      { kind: 'found', externalId: 'a' },
    ],
  ])('%s', (_, definition, agoMs, answer, meaning) => {
    expect(onceVisible(answer, definition, agoMs)).toEqual(meaning);
  });
});
