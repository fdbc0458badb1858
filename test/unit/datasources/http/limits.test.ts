import { describe, expect, test } from 'vitest';
import { Bulkhead, pause } from '../../../../src/datasources/http/limits.js';
import { RateLimit } from '../../../../src/datasources/http/rate-limit.js';

describe('the bulkhead', () => {
  const never = new AbortController().signal;

  test('hands a slot straight to the first in the queue, so that a newcomer cannot overtake', async () => {
    const bulkhead = new Bulkhead(1, 10);
    expect(bulkhead.enter(1000, never)).toBe('admitted');
    const order: string[] = [];
    const queued = ['first', 'second'].map(async (name) => {
      expect(await bulkhead.enter(1000, never)).toBe('admitted');
      order.push(name);
    });
    bulkhead.leave();
    const newcomer = Promise.resolve(bulkhead.enter(1000, never)).then(() => order.push('newcomer'));
    bulkhead.leave();
    bulkhead.leave();
    await Promise.all([...queued, newcomer]);
    expect(order).toEqual(['first', 'second', 'newcomer']);
    bulkhead.leave();
    expect(bulkhead.inFlight).toBe(0);
  });

  test('frees the place of a call that leaves the queue, late or aborted', async () => {
    const bulkhead = new Bulkhead(1, 1);
    expect(bulkhead.enter(1000, never)).toBe('admitted');
    expect(await bulkhead.enter(5, never)).toBe('late');
    const controller = new AbortController();
    const aborted = bulkhead.enter(1000, controller.signal);
    expect(bulkhead.enter(1000, never)).toBe('full');
    controller.abort();
    expect(await aborted).toBe('aborted');
    expect(bulkhead.enter(1000, controller.signal)).toBe('aborted');
    const next = bulkhead.enter(1000, never);
    bulkhead.leave();
    expect(await next).toBe('admitted');
    bulkhead.leave();
    expect(bulkhead.inFlight).toBe(0);
  });
});

test('a pause ends with its time, or with the signal', async () => {
  const controller = new AbortController();
  expect(await pause(1, controller.signal)).toBe(true);
  const cut = pause(60_000, controller.signal);
  controller.abort();
  expect(await cut).toBe(false);
  expect(await pause(1, controller.signal)).toBe(false);
});

describe('the rate limit', () => {
  test.each([1, 2, 10, 0.5, 2.5])('never lets more than its count into any window (%d per second)', (perSecond) => {
    const limit = new RateLimit(perSecond);
    const count = Math.max(1, Math.floor(perSecond));
    const windowMs = (count * 1000) / perSecond;
    const times: number[] = [];
    let now = 5;
    for (let call = 0; call < 60; call++) {
      now += (call * 37) % 90;
      const turn = limit.take(now, Number.POSITIVE_INFINITY);
      if ('waitMs' in turn) times.push(now + turn.waitMs);
    }
    expect(times).toHaveLength(60);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (let call = count; call < times.length; call++) {
      expect((times[call] ?? 0) - (times[call - count] ?? 0)).toBeGreaterThanOrEqual(windowMs - 1e-6);
    }
  });

  test('lets an idle client send its whole count at once', () => {
    const limit = new RateLimit(3);
    expect([0, 1, 2].map(() => limit.take(100, 0))).toEqual([{ waitMs: 0 }, { waitMs: 0 }, { waitMs: 0 }]);
    expect(limit.take(100, 999)).toEqual({ nextMs: 1000 });
    expect(limit.take(1100, 0)).toEqual({ waitMs: 0 });
  });

  test('takes no turn from others when it refuses one', () => {
    const limit = new RateLimit(1);
    limit.take(0, 0);
    expect(limit.take(400, 500)).toEqual({ nextMs: 600 });
    expect(limit.take(400, 500)).toEqual({ nextMs: 600 });
    expect(limit.take(400, 600)).toEqual({ waitMs: 600 });
    expect(limit.take(400, -5)).toEqual({ nextMs: 1600 });
  });
});
