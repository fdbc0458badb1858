import { table } from './report.mjs';
import { median } from './statistics.mjs';

/** @typedef {{ ms: number, mb?: number }} Start How long it took, and the memory of the server at rest. */

const ms = (/** @type {Start[]} */ runs) => runs.map((run) => run.ms);
const mb = (/** @type {Start[]} */ runs) => runs.map((run) => run.mb ?? Number.NaN);

const figuresOf = (/** @type {Start[]} */ runs) => ({
  ms: median(ms(runs)),
  leastMs: Math.min(...ms(runs)),
  mostMs: Math.max(...ms(runs)),
  mb: median(mb(runs)),
});

/** @param {Record<string, Start[]>} measured By program, and by round. */
export function resultsOf({ node = [], imports = [], postgres = [], embedded = [] }) {
  const starts = {
    'node -e 0': figuresOf(node),
    'the imports of dist/main.js alone': figuresOf(imports),
    'node dist/main.js on PostgreSQL': figuresOf(postgres),
    'npm start, embedded': figuresOf(embedded),
  };
  const ratios = (/** @type {Start[]} */ runs, /** @type {Start[]} */ others) =>
    runs.map((run, round) => run.ms / (others[round]?.ms ?? Number.NaN));
  const target = (/** @type {string} */ name, /** @type {number[]} */ values, /** @type {number} */ atMost) => ({
    name,
    measured: median(values),
    least: Math.min(...values),
    most: Math.max(...values),
    atMost,
  });
  const targets = [
    target('start on PostgreSQL, against its imports alone', ratios(postgres, imports), 2),
    target('npm start, embedded, against node -e 0', ratios(embedded, node), 15),
    target('memory on PostgreSQL, in MB', mb(postgres), 120),
    target('memory embedded, in MB', mb(embedded), 250),
  ];
  return { starts, targets };
}

/** @param {ReturnType<typeof resultsOf>['starts']} starts */
export const startTable = (starts) =>
  table([
    ['', 'until it ends or is ready', 'least to most', 'memory at rest'],
    ...Object.entries(starts).map(([name, { ms, leastMs, mostMs, mb }]) => [
      name,
      `${ms.toFixed(0)} ms`,
      `${leastMs.toFixed(0)} to ${mostMs.toFixed(0)}`,
      Number.isNaN(mb) ? '' : `${mb.toFixed(0)} MB`,
    ]),
  ]);

/** @param {ReturnType<typeof resultsOf>['targets']} targets */
export const targetTable = (targets) =>
  table([
    ['', 'measured', 'least to most', 'target', ''],
    ...targets.map(({ name, measured, least, most, atMost }) => [
      name,
      measured.toFixed(2),
      `${least.toFixed(2)} to ${most.toFixed(2)}`,
      `≤ ${atMost}`,
      measured <= atMost ? 'pass' : 'falls short',
    ]),
  ]);
