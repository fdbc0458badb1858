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
