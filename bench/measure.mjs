import { ask } from './processes.mjs';
import { median, quantile } from './statistics.mjs';

/**
 * @typedef {import('./sides.mjs').Side} Side
 *
 * @typedef {object} Figures Of one run; CPU times are per operation.
 * @property {number} cpuMs Of the process that is compared.
 * @property {number} databaseCpuMs Of PostgreSQL; NaN when it runs elsewhere.
 * @property {number} perSecond
 * @property {number} p50 In milliseconds.
 * @property {number} p99 In milliseconds.
 * @property {number} eventLoopP99Ms How late the process's event loop was.
 * @property {number} rssMb
 */

/**
 * Runs a load, and measures what it costs.
 *
 * @param {Pick<Side, 'child'>} side
 * @param {(() => Promise<number>) | undefined} databaseCpu
 * @param {() => Promise<import('./load.mjs').Load>} load
 * @returns {Promise<Figures>}
 */
export async function measure({ child }, databaseCpu, load) {
  const before = await usageOf(child);
  const databaseBefore = await databaseCpu?.();
  const { latencies, seconds } = await load();
  const after = await usageOf(child);
  const databaseMs = (await databaseCpu?.()) ?? Number.NaN;
  const operations = latencies.length;
  return {
    cpuMs: (after.cpuMs - before.cpuMs) / operations,
    databaseCpuMs: (databaseMs - (databaseBefore ?? Number.NaN)) / operations,
    perSecond: operations / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    eventLoopP99Ms: after.eventLoopP99Ms,
    rssMb: after.rss / 2 ** 20,
  };
}

/** @param {import('./processes.mjs').Child} child */
const usageOf = async (child) => (await ask(child, { ask: 'usage' })).usage;

/** @typedef {{ median: number, least: number, most: number }} Spread */

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export const spread = (values) => ({ median: median(values), least: Math.min(...values), most: Math.max(...values) });

/**
 * Ratios are taken within a round, because its parts have the same other load on the machine.
 *
 * @param {readonly Figures[]} ours By round.
 * @param {readonly Figures[]} theirs By round.
 * @param {keyof Figures} figure
 */
export const ratio = (ours, theirs, figure) =>
  spread(ours.map((figures, round) => figures[figure] / (theirs[round]?.[figure] ?? Number.NaN)));

/**
 * Has all sides do the same, in turn, after a shorter run of each to warm up.
 *
 * @param {readonly Side[]} sides
 * @param {import('./sides.mjs').Work} work
 * @param {{ rounds: number, databaseCpu: (() => Promise<number>) | undefined }} options
 * @returns {Promise<Record<string, Figures[]>>} By the name of the side, and by round.
 */
export async function compare(sides, work, { rounds, databaseCpu }) {
  for (const side of sides) await side.run({ ...work, operations: Math.ceil(work.operations / 4) });
  /** @type {Record<string, Figures[]>} */
  const measured = Object.fromEntries(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const side of sides) measured[side.name]?.push(await measure(side, databaseCpu, () => side.run(work)));
  }
  return measured;
}
