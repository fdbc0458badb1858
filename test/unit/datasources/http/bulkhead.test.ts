import { describe, expect, test } from 'vitest';
import { Bulkhead } from '../../../../src/datasources/http/bulkhead.js';

describe('the bulkhead', () => {
  const never = new AbortController().signal;

  test('hands a slot straight to the first in the queue, so that a new call cannot overtake', async () => {
    const bulkhead = new Bulkhead(1, 10);
    expect(bulkhead.acquire(1000, never)).toBe('acquired');
    const order: string[] = [];
    const queued = ['first', 'second'].map(async (name) => {
      expect(await bulkhead.acquire(1000, never)).toBe('acquired');
      order.push(name);
    });
    bulkhead.release();
    const newCall = Promise.resolve(bulkhead.acquire(1000, never)).then(() => order.push('newCall'));
    bulkhead.release();
    bulkhead.release();
    await Promise.all([...queued, newCall]);
    expect(order).toEqual(['first', 'second', 'newCall']);
    bulkhead.release();
    expect(bulkhead.inFlight).toBe(0);
  });

  test('frees the place in the queue of a call that times out or is aborted', async () => {
    const bulkhead = new Bulkhead(1, 1);
    expect(bulkhead.acquire(1000, never)).toBe('acquired');
    expect(await bulkhead.acquire(5, never)).toBe('timeout');
    const controller = new AbortController();
    const aborted = bulkhead.acquire(1000, controller.signal);
    expect(bulkhead.acquire(1000, never)).toBe('queue-full');
    controller.abort();
    expect(await aborted).toBe('aborted');
    expect(bulkhead.acquire(1000, controller.signal)).toBe('aborted');
    const next = bulkhead.acquire(1000, never);
    bulkhead.release();
    expect(await next).toBe('acquired');
    bulkhead.release();
    expect(bulkhead.inFlight).toBe(0);
  });
});
