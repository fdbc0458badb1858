import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cached } from '../../src/cached.js';

test('what was read is kept for a while, and read once however many ask', async () => {
  let reads = 0;
  const read = cached(async () => {
    await sleep(20);
    return ++reads;
  }, 50);
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read()).toBe(1);
  await sleep(60);
  expect(await read()).toBe(2);
});

test('a failure is not kept', async () => {
  let reads = 0;
  const read = cached(async () => {
    if (++reads === 1) throw new Error('away');
    return reads;
  }, 10_000);
  await expect(Promise.all([read(), read()])).rejects.toThrow('away');
  expect(await read()).toBe(2);
});
