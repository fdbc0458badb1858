import { expect, test } from 'vitest';
import { pause } from '../../../../src/datasources/http/pause.js';

test('a pause ends with its time, or with the signal', async () => {
  const controller = new AbortController();
  expect(await pause(1, controller.signal)).toBe(true);
  const cut = pause(60_000, controller.signal);
  controller.abort();
  expect(await cut).toBe(false);
  expect(await pause(1, controller.signal)).toBe(false);
});
