import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Amount
 * @property {number} operations
 * @property {number} concurrency
 *
 * @typedef {object} Load
 * @property {number} seconds The time from the start of the first operation to the end of the last one.
 * @property {number[]} latencies The latencies of all operations in milliseconds, ascending.
 */

/**
 * Runs a closed loop: `concurrency` workers, each of which begins the next operation when its last one has ended.
 *
 * @param {Amount} amount
 * @param {() => Promise<unknown>} operation
 * @returns {Promise<Load>}
 */
export async function runLoad({ operations, concurrency }, operation) {
  /** @type {number[]} */
  const latencies = [];
  let left = operations;
  const worker = async () => {
    while (left-- > 0) {
      const began = performance.now();
      await operation();
      latencies.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  return { seconds, latencies: latencies.sort((a, b) => a - b) };
}

/**
 * Runs an open loop: operations begin at random moments, `perSecond` of them on average, however many have not ended.
 *
 * @param {{ perSecond: number, seconds: number }} amount
 * @param {() => Promise<unknown>} operation
 * @returns {Promise<Load>}
 */
export async function runArrivals({ perSecond, seconds }, operation) {
  /** @type {number[]} */
  const latencies = [];
  /** @type {Set<Promise<void>>} */
  const open = new Set();
  const began = performance.now();
  const dueAt = (/** @type {number} */ ms) => began + ms;
  for (let ms = 0; ms < seconds * 1000; ms += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
    const wait = dueAt(ms) - performance.now();
    if (wait > 1) await sleep(wait);
    const one = operation().then(() => {
      latencies.push(performance.now() - dueAt(ms));
      open.delete(one);
    });
    open.add(one);
  }
  await Promise.all(open);
  return { seconds: (performance.now() - began) / 1000, latencies: latencies.sort((a, b) => a - b) };
}
