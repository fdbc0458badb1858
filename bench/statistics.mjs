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
