import { cpus, totalmem } from 'node:os';
import process from 'node:process';
import { ratio } from './measure.mjs';
import { median } from './statistics.mjs';

/** @typedef {import('./measure.mjs').Figures} Figures */

/** @param {string} database Name and version of the database. */
export function machine(database) {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${memory} GiB, Node.js ${process.versions.node}, ${database}`;
}

/**
 * A table of all sides, with the ratio of the first one to each other.
 *
 * @param {Record<string, Figures[]>} measured By side, and by round.
 */
export function comparison(measured) {
  const [[, first] = ['', []]] = Object.entries(measured);
  return table([
    [
      '',
      'CPU per create',
      'of PostgreSQL',
      'creates/s',
      'p50',
      'p99',
      'event loop p99',
      'RSS',
      'ratio of CPU',
      'of creates/s',
    ],
    ...Object.entries(measured).map(([name, rounds]) => [
      name,
      ...cells(rounds),
      ...(rounds === first ? [] : [ratioCell(first, rounds, 'cpuMs'), ratioCell(first, rounds, 'perSecond')]),
    ]),
  ]);
}

/** @param {readonly Figures[]} rounds */
function cells(rounds) {
  const of = (/** @type {keyof Figures} */ figure) => median(rounds.map((figures) => figures[figure]));
  const ms = (/** @type {keyof Figures} */ figure, /** @type {number} */ digits) => `${of(figure).toFixed(digits)} ms`;
  return [
    ms('cpuMs', 3),
    ms('databaseCpuMs', 3),
    of('perSecond').toFixed(0),
    ms('p50', 1),
    ms('p99', 1),
    ms('eventLoopP99Ms', 1),
    `${of('rssMb').toFixed(0)} MB`,
  ];
}

/**
 * @param {readonly Figures[]} ours
 * @param {readonly Figures[]} theirs
 * @param {keyof Figures} figure
 */
function ratioCell(ours, theirs, figure) {
  const { median, least, most } = ratio(ours, theirs, figure);
  return `${median.toFixed(2)} × (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

/** @param {readonly (readonly string[])[]} rows */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}
