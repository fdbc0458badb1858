import { describe, expect, it } from 'vitest';
import {
  afterEarlierSending,
  afterLookup,
  needsLookup,
  type Refusal,
} from '../../../../src/datasources/kit/earlier-sending.js';
import type {
  CreateCustomerAnswer,
  LookupAnswer,
  LookupRefusal,
} from '../../../../src/datasources/payment-data-source.js';

const words = { providerCode: 'E1', providerMessage: 'No.', httpStatus: 400 };
const refused = (path: readonly string[]): Refusal => ({
  kind: 'validation',
  ...words,
  violations: [{ path, code: 'REFUSED_BY_PROVIDER', message: 'No.' }],
});
const [fieldRefused, causeUnclear, taken] = [refused(['phone']), refused([]), { kind: 'already-exists', ...words }] as [
  Refusal,
  Refusal,
  Refusal,
];
const created: CreateCustomerAnswer = { kind: 'created', externalId: 'cus_1' };
const unknown = (reason: string) => ({ kind: 'outcome-unknown', kept: false, reason });

it.each<[CreateCustomerAnswer, sentEarlier: boolean, needed: boolean]>([
  [taken, false, true],
  [taken, true, true],
  [fieldRefused, true, true],
  [causeUnclear, true, true],
  [fieldRefused, false, false],
  [created, true, false],
  [{ kind: 'authentication' }, true, false],
])('whether %j needs a look-up (sent earlier: %s): %s', (answer, sentEarlier, needed) => {
  expect(needsLookup(answer, sentEarlier)).toBe(needed);
});

it.each<[CreateCustomerAnswer, object]>([
  [
    { kind: 'authentication', ...words },
    { ...unknown('Made Up answered 400 when the request was sent again'), ...words },
  ],
  [
    { kind: 'rate-limit', httpStatus: 429, retryAfterSeconds: 7 },
    {
      ...unknown('Made Up answered 429 when the request was sent again'),
      httpStatus: 429,
      retryAfterSeconds: 7,
    },
  ],
  [
    { kind: 'busy', reason: 'no quota', retryAfterSeconds: 1 },
    { ...unknown('it was not sent again: no quota'), retryAfterSeconds: 1 },
  ],
  [{ kind: 'unavailable', reason: 'no connection' }, unknown('no connection')],
  [created, created],
])('after an earlier sending, %j means %j', (answer, meaning) => {
  expect(afterEarlierSending(answer, 'Made Up')).toEqual(meaning);
});

describe('a refusal, once the customer was looked up', () => {
  const found: LookupAnswer = { kind: 'found', externalId: 'cus_1' };
  const absent: LookupAnswer = { kind: 'absent' };
  const other: LookupAnswer = { kind: 'absent', otherExternalId: 'cus_2' };
  const failed: LookupAnswer = { kind: 'look-up-failed', reason: 'no answer' };
  const refusedAgain = { ...unknown('Made Up refused the request when it was sent again'), ...words };
  const notShown = { ...unknown('Made Up has this customer already, but the look-up does not show it'), ...words };

  const cases: [
    what: string,
    Refusal,
    LookupAnswer | undefined,
    sentEarlier: boolean,
    resendHarmless: boolean,
    object,
  ][] = [
    ['taken, and ours', taken, found, false, true, found],
    ['taken by the earlier sending', taken, found, true, true, created],
    ['taken by another', taken, other, false, true, { ...taken, existingExternalId: 'cus_2' }],
    ['taken by another, sent earlier', taken, other, true, true, { ...taken, existingExternalId: 'cus_2' }],
    ['taken, and absent', taken, absent, false, true, taken],
    ['taken, and absent, sent earlier', taken, absent, true, true, notShown],
    ['taken, look-up failed', taken, failed, false, true, { ...unknown('no answer'), ...words }],
    ['taken, no look-up', taken, undefined, false, true, taken],
    ['taken, no look-up, sent earlier', taken, undefined, true, true, refusedAgain],
    ['a field refused, and absent', fieldRefused, absent, true, true, fieldRefused],
    ['a field refused, no look-up', fieldRefused, undefined, true, true, fieldRefused],
    ['a field refused, and ours', fieldRefused, found, true, true, created],
    ['refused without a cause, and absent', causeUnclear, absent, true, true, refusedAgain],
    [
      'refused without a cause, where nothing is refused as a duplicate',
      causeUnclear,
      absent,
      true,
      false,
      causeUnclear,
    ],
    ['refused without a cause, no look-up', causeUnclear, undefined, true, true, refusedAgain],
  ];
  it.each(cases)('long after the earlier sending: %s', (_, refusal, lookedUp, sentEarlier, resendHarmless, answer) => {
    const circumstances = { title: 'Made Up', sentEarlier, sentLongAgo: true, resendHarmless, kept: false };
    expect(afterLookup(refusal, lookedUp, circumstances)).toEqual(answer);
  });

  it('passes on how long to wait before the next look-up', () => {
    const circumstances = {
      title: 'Made Up',
      sentEarlier: true,
      sentLongAgo: false,
      resendHarmless: true,
      kept: false,
    };
    const failed = (failure?: LookupRefusal): LookupAnswer => ({
      kind: 'look-up-failed',
      reason: 'no answer',
      failure,
    });
    const unknownAfter = (failure?: LookupRefusal) => afterLookup(taken, failed(failure), circumstances);
    expect(unknownAfter({ kind: 'rate-limit', retryAfterSeconds: 3600 })).toHaveProperty('retryAfterSeconds', 3600);
    expect(unknownAfter({ kind: 'busy', reason: '', retryAfterSeconds: 7 })).toHaveProperty('retryAfterSeconds', 7);
    expect(unknownAfter({ kind: 'authentication' })).toHaveProperty('retryAfterSeconds', undefined);
    expect(unknownAfter()).toHaveProperty('retryAfterSeconds', undefined);
  });

  it.each<[what: string, Refusal, resendHarmless: boolean, object]>([
    ['a field refused', fieldRefused, true, fieldRefused],
    ['the e-mail address refused', refused(['email']), true, refusedAgain],
    ['our own id refused', refused(['reference']), true, refusedAgain],
    ['refused without a cause', causeUnclear, true, refusedAgain],
    ['a field refused, where nothing is refused as a duplicate', fieldRefused, false, refusedAgain],
    ['refused without a cause, where nothing is refused as a duplicate', causeUnclear, false, refusedAgain],
  ])('while the record of the earlier sending may not be visible yet: %s', (_, refusal, resendHarmless, answer) => {
    const circumstances = { title: 'Made Up', sentEarlier: true, sentLongAgo: false, resendHarmless, kept: false };
    expect(afterLookup(refusal, absent, circumstances)).toEqual(answer);
  });
});
