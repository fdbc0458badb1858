import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is true; false when that has not come to be in time (milliseconds). */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number, everyMs = 10): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() >= deadline) return false;
    await sleep(everyMs);
  }
  return true;
}
