import { describe, expect, test } from 'vitest';
import { RateLimit } from '../../../../src/datasources/http/rate-limit.js';

describe('the rate limit', () => {
  test.each([1, 2, 10, 0.5, 2.5])('never lets more than its count into any window (%d per second)', (perSecond) => {
    const limit = new RateLimit(perSecond);
    const count = Math.max(1, Math.floor(perSecond));
    const windowMs = (count * 1000) / perSecond;
    const times: number[] = [];
    let now = 5;
    for (let call = 0; call < 60; call++) {
      now += (call * 37) % 90;
      const reservation = limit.reserve(now, Number.POSITIVE_INFINITY);
      if ('waitMs' in reservation) times.push(now + reservation.waitMs);
    }
    expect(times).toHaveLength(60);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (let call = count; call < times.length; call++) {
      expect((times[call] ?? 0) - (times[call - count] ?? 0)).toBeGreaterThanOrEqual(windowMs - 1e-6);
    }
  });

  test('lets an idle client send its whole count at once', () => {
    const limit = new RateLimit(3);
    expect([0, 1, 2].map(() => limit.reserve(100, 0))).toEqual([{ waitMs: 0 }, { waitMs: 0 }, { waitMs: 0 }]);
    expect(limit.reserve(100, 999)).toEqual({ nextInMs: 1000 });
    expect(limit.reserve(1100, 0)).toEqual({ waitMs: 0 });
  });

  test('reserves nothing when the wait would be too long', () => {
    const limit = new RateLimit(1);
    limit.reserve(0, 0);
    expect(limit.reserve(400, 500)).toEqual({ nextInMs: 600 });
    expect(limit.reserve(400, 500)).toEqual({ nextInMs: 600 });
    expect(limit.reserve(400, 600)).toEqual({ waitMs: 600 });
    expect(limit.reserve(400, -5)).toEqual({ nextInMs: 1600 });
  });
});
