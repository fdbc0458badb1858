import { cpus, totalmem } from 'node:os';
import process from 'node:process';
import { median, medians } from './statistics.mjs';

/** @typedef {import('./statistics.mjs').Figures} Figures */

const columns = /** @type {const} */ (['cpuMs', 'perSecond', 'p50', 'p99']);

/** @param {string} database Name and version of the database. */
export function machine(database) {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${memory} GiB, Node.js ${process.versions.node}, ${database}`;
}

/**
 * A table of both sides and their ratio. Ratios are taken within a round, because its two halves have the same other load
 * on the machine.
 *
 * @param {readonly Figures[]} ours By round.
 * @param {readonly Figures[]} bare By round.
 */
export function comparison(ours, bare) {
  const ratios = columns.map((column) => {
    const ratio = ours.map((figures, round) => figures[column] / (bare[round]?.[column] ?? Number.NaN));
    return { median: median(ratio), least: Math.min(...ratio), most: Math.max(...ratio) };
  });
  return table([
    ['', 'CPU per create', 'creates/s', 'p50', 'p99'],
    ['unified-customers', ...cells(medians(ours))],
    ['bare Node.js loop', ...cells(medians(bare))],
    ['ratio, median', ...ratios.map((ratio) => `${decimal(ratio.median)} ×`)],
    ['ratio, min to max', ...ratios.map(({ least, most }) => `${decimal(least)} to ${decimal(most)}`)],
  ]);
}

/** @param {readonly { name: string, items: number, figures: Figures }[]} reads `items`: the number in each answer */
export const reads = (reads) =>
  table([
    ['', 'CPU per request', 'CPU per item', 'requests/s', 'p50', 'p99'],
    ...reads.map(({ name, items, figures }) => {
      const [cpu = '', ...rest] = cells(figures);
      return [name, cpu, `${(figures.cpuMs / items).toFixed(3)} ms`, ...rest];
    }),
  ]);

/** @param {Figures} figures */
const cells = ({ cpuMs, perSecond, p50, p99 }) => [
  `${cpuMs.toFixed(3)} ms`,
  perSecond.toFixed(0),
  `${p50.toFixed(1)} ms`,
  `${p99.toFixed(1)} ms`,
];

/** @param {number} value */
const decimal = (value) => value.toFixed(2);

/** @param {readonly (readonly string[])[]} rows */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}
