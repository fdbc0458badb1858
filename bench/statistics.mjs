/**
 * The quantile by the nearest-rank method.
 *
 * @param {readonly number[]} ascending
 * @param {number} share 0 to 1
 */
export const quantile = (ascending, share) => ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;

/** @param {readonly number[]} values */
export function median(values) {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return ((ascending[Math.ceil(middle) - 1] ?? 0) + (ascending[Math.floor(middle)] ?? 0)) / 2;
}

/** @typedef {{ cpuMs: number, perSecond: number, p50: number, p99: number }} Figures `cpuMs` is per operation. */

/**
 * @param {import('./load.mjs').Load & { cpuMs: number }} run `cpuMs` is that of the whole run.
 * @returns {Figures}
 */
export function figuresOf({ cpuMs, seconds, latencies }) {
  const operations = latencies.length;
  return {
    cpuMs: cpuMs / operations,
    perSecond: operations / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

/**
 * The median of each figure.
 *
 * @param {readonly Figures[]} rounds
 * @returns {Figures}
 */
export const medians = (rounds) => ({
  cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
});
