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
    bulkhead.release(10);
    const newCall = Promise.resolve(bulkhead.acquire(1000, never)).then(() => order.push('newCall'));
    bulkhead.release(10);
    bulkhead.release(10);
    await Promise.all([...queued, newCall]);
    expect(order).toEqual(['first', 'second', 'newCall']);
    bulkhead.release(10);
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
    bulkhead.release(10);
    expect(await next).toBe('acquired');
    bulkhead.release(10);
    expect(bulkhead.inFlight).toBe(0);
  });

  test('lets nobody wait who could not be served in time', async () => {
    const bulkhead = new Bulkhead(1, 10);
    expect(bulkhead.acquire(1000, never)).toBe('acquired');
    bulkhead.release(600);
    expect(bulkhead.acquire(1000, never)).toBe('acquired');
    const waiting = bulkhead.acquire(1000, never);
    expect(bulkhead.acquire(1000, never)).toBe('queue-full');
    bulkhead.release(600);
    expect(await waiting).toBe('acquired');
    bulkhead.release(600);
    // However long slots were held: a free one is given.
    expect(bulkhead.acquire(1, never)).toBe('acquired');
  });

  test('estimates the wait from how long slots were held, and from how many wait', async () => {
    const bulkhead = new Bulkhead(2, 10);
    expect(bulkhead.expectedWaitMs).toBe(0);
    for (let call = 0; call < 2; call++) expect(bulkhead.acquire(1000, never)).toBe('acquired');
    bulkhead.release(400);
    expect(bulkhead.expectedWaitMs).toBe(200);
    expect(bulkhead.acquire(1000, never)).toBe('acquired');
    const waiting = [bulkhead.acquire(1000, never), bulkhead.acquire(1000, never), bulkhead.acquire(1000, never)];
    expect(bulkhead.expectedWaitMs).toBe(800);
    bulkhead.release(1200);
    expect(bulkhead.expectedWaitMs).toBe(750);
    for (let call = 0; call < 4; call++) bulkhead.release(400);
    expect(await Promise.all(waiting)).toEqual(['acquired', 'acquired', 'acquired']);
  });
});
