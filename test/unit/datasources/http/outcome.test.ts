import { describe, expect, test } from 'vitest';
import { notSentBecause, unknownBecause } from '../../../../src/datasources/http/network-error.js';
import {
  afterTry,
  blamingOurselves,
  type HttpOutcome,
  heldBack,
  type SendingOutcome,
  unreachable,
} from '../../../../src/datasources/http/outcome.js';
import { isRetryable, requestedDelayMs, retryAfterMs } from '../../../../src/datasources/http/retry.js';

const refused: SendingOutcome = { kind: 'not-sent', cause: 'refused', reason: 'refused' };
const unknown: SendingOutcome = { kind: 'unknown', reason: 'reset' };
const answered = (status: number, headers = {}): SendingOutcome => ({ kind: 'answered', status, headers, body: '' });

function afterAll(...outcomes: SendingOutcome[]): HttpOutcome | undefined {
  return outcomes.reduce<HttpOutcome | undefined>(afterTry, undefined);
}

describe('the outcome of several tries', () => {
  test('is not sent only when none was sent', () => {
    expect(afterAll(refused, refused)).toMatchObject({ kind: 'not-sent' });
    expect(afterAll(unknown, refused)).toMatchObject({ kind: 'unknown', sendings: 1 });
    expect(afterAll(answered(503), refused)).toMatchObject({ kind: 'answered', status: 503, sendings: 1 });
  });

  test('is that of the last sending', () => {
    expect(afterAll(answered(503), unknown)).toEqual({ kind: 'unknown', reason: 'reset', sendings: 2 });
    expect(afterAll(refused, answered(200))).toMatchObject({ status: 200, sendings: 1, earlierUnknown: false });
  });

  test.each([
    [[unknown, answered(200)], true],
    [[answered(503), answered(200)], true],
    [[unknown, answered(429), answered(400)], true],
    [[answered(503), refused, answered(409)], true],
    [[answered(429), answered(400)], false],
    [[refused, answered(500)], false],
  ])('remembers whether an earlier sending may have been carried out (%#)', (tries, earlierUnknown) => {
    expect(afterAll(...tries)).toMatchObject({ kind: 'answered', earlierUnknown });
  });
});

test('what ran out of time while the process was held up is no fault of the host; anything else still is', () => {
  const busy = { kind: 'not-sent', cause: 'process-busy', retryAfterSeconds: 1 };
  expect(blamingOurselves(unreachable('connect-timeout', ''))).toMatchObject(busy);
  expect(blamingOurselves(unreachable('deadline', ''))).toMatchObject(busy);
  expect(blamingOurselves(unreachable('refused', 'no'))).toEqual(unreachable('refused', 'no'));
  expect(blamingOurselves({ kind: 'unknown', reason: 'late' })).toEqual({
    kind: 'unknown',
    reason: 'late',
    processBusy: true,
  });
});

describe('a retry', () => {
  test('may follow what was not sent for want of a connection, but not a broken trust or a limit', () => {
    const retried = (outcome: SendingOutcome) => isRetryable(outcome, false);
    const noConnection = (['refused', 'dns', 'connect-timeout'] as const).map((cause) => unreachable(cause, ''));
    for (const outcome of [...noConnection, heldBack('process-busy', '', 0)]) expect(retried(outcome)).toBe(true);
    const notForTheMoment = (['tls', 'deadline', 'other'] as const).map((cause) => unreachable(cause, ''));
    const limits = (['circuit-open', 'quota', 'queue-full', 'closed'] as const).map((cause) => heldBack(cause, '', 0));
    for (const outcome of [...notForTheMoment, ...limits]) expect(retried(outcome)).toBe(false);
  });

  test('may follow anything else only when a repeat is harmless and may help', () => {
    for (const outcome of [unknown, answered(429), answered(502), answered(503), answered(504)]) {
      expect(isRetryable(outcome, true)).toBe(true);
      expect(isRetryable(outcome, false)).toBe(false);
    }
    for (const status of [200, 302, 400, 409, 422, 500]) expect(isRetryable(answered(status), true)).toBe(false);
  });

  test('waits as the answer asks', () => {
    const now = Date.UTC(2030, 0, 1);
    expect(requestedDelayMs(answered(503, { 'retry-after': '7' }), now)).toBe(7000);
    expect(requestedDelayMs(answered(503), now)).toBe(0);
    expect(requestedDelayMs(unknown, now)).toBe(0);
  });

  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Tue, 01 Jan 2030 00:00:05 GMT', 5000],
    ['Mon, 31 Dec 2029 23:59:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['Someday, soon GMT', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads Retry-After: %s', (value, milliseconds) => {
    expect(retryAfterMs(value, Date.UTC(2030, 0, 1))).toBe(milliseconds);
  });
});

describe('a network error', () => {
  const withCode = (code: string) => Object.assign(new Error('secret'), { code });

  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'refused'],
    ['EHOSTUNREACH', 'refused'],
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EPROTO', 'tls'],
    ['UND_ERR_CLOSED', 'closed'],
    ['UND_ERR_DESTROYED', 'closed'],
    ['UND_ERR_INVALID_ARG', 'other'],
  ])('%s before the first byte is %s', (code, cause) => {
    const outcome = notSentBecause(withCode(code));
    expect(outcome.cause).toBe(cause);
    expect(outcome.reason).toContain(code);
    expect(outcome.reason).not.toContain('secret');
  });

  test('is told by its code alone', () => {
    expect(notSentBecause(new AggregateError([withCode('ECONNREFUSED')], 'secret'))).toMatchObject({
      cause: 'refused',
    });
    expect(notSentBecause(new Error('secret'))).toMatchObject({
      cause: 'other',
      reason: 'the request could not be sent',
    });
    expect(notSentBecause('secret').reason).not.toContain('secret');
    expect(unknownBecause(withCode('a secret'))).not.toContain('secret');
    expect(unknownBecause(withCode('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'))).toContain('cut off');
  });
});
