/**
 * @typedef {object} Amount
 * @property {number} operations
 * @property {number} concurrency
 *
 * @typedef {object} Load
 * @property {number} seconds From the first operation's start to the last one's end.
 * @property {number[]} latencies Of each operation, in milliseconds, ascending.
 */

/**
 * A closed loop: so many operations at once, each followed by the next.
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
