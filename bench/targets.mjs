import { table } from './report.mjs';

/**
 * @typedef {import('./measure.mjs').Spread} Spread
 *
 * @typedef {object} Target A ratio, or a figure, and what is wanted of it.
 * @property {string} name
 * @property {'at most' | 'at least'} wanted
 * @property {number} bound
 * @property {Spread | undefined} measured Undefined when this run did not measure it.
 *
 * @typedef {object} Results What a run has measured.
 * @property {(side: string, other: string, figure: keyof import('./measure.mjs').Figures, concurrency: number) => Spread | undefined} ratio
 * @property {Spread | undefined} moreAtOnce Creates per second at 128 at once, against 32.
 * @property {Spread | undefined} slowCommits Creates per second, against the bare loop, with commits of 5 ms.
 * @property {{ parts: Spread, bare: Spread }} halfLoad p99 at half the highest throughput, against provider and two commits, and
 *   against the bare loop at the same rate.
 * @property {Spread | undefined} entities CPU of 100 entities, against a query and `JSON.stringify`.
 * @property {Spread | undefined} million CPU of service and database per create at a million customers, against none.
 */

/**
 * @param {Results} results
 * @returns {Target[]}
 */
export function targetsOf({ ratio, moreAtOnce, slowCommits, halfLoad, entities, million }) {
  const [ours, bare, mesh, mercurius, before] = [
    'unified-customers',
    'bare loop',
    'Mesh',
    'Mercurius + Prisma',
    'before',
  ];
  const atMost = (
    /** @type {string} */ name,
    /** @type {number} */ bound,
    /** @type {Spread | undefined} */ measured,
  ) => /** @type {Target} */ ({ name, wanted: 'at most', bound, measured });
  const atLeast = (
    /** @type {string} */ name,
    /** @type {number} */ bound,
    /** @type {Spread | undefined} */ measured,
  ) => /** @type {Target} */ ({ name, wanted: 'at least', bound, measured });
  return [
    atMost('CPU of the service per create at 32, against the bare loop', 2, ratio(ours, bare, 'cpuMs', 32)),
    atMost('CPU of the service per create at 32, against Mesh', 0.8, ratio(ours, mesh, 'cpuMs', 32)),
    atMost('CPU of PostgreSQL per create at 32, against the bare loop', 1, ratio(ours, bare, 'databaseCpuMs', 32)),
    atLeast('creates per second at 32, against the bare loop', 0.8, ratio(ours, bare, 'perSecond', 32)),
    atLeast('creates per second at 32, against Mesh', 1.2, ratio(ours, mesh, 'perSecond', 32)),
    atLeast('creates per second at 32, against Mercurius + Prisma', 2.5, ratio(ours, mercurius, 'perSecond', 32)),
    atLeast('creates per second at 128, against 32', 1.3, moreAtOnce),
    atLeast('the same with commits of 5 ms, against the bare loop', 1.5, slowCommits),
    atMost('p50 at one at a time, against an earlier version (--before)', 1.02, ratio(ours, before, 'p50', 1)),
    atMost('p99 at half the highest throughput, against provider and two commits', 2, halfLoad.parts),
    atMost('the same, against the bare loop at that rate', 2, halfLoad.bare),
    atMost('CPU of 100 entities, against one query and JSON.stringify', 3, entities),
    atMost('CPU per create at 1,000,000 customers, against none (--million)', 1.15, million),
  ];
}

/** @param {Target} target */
export const verdict = ({ wanted, bound, measured }) => {
  if (measured === undefined || Number.isNaN(measured.median)) return 'not measured';
  return (wanted === 'at most' ? measured.median <= bound : measured.median >= bound) ? 'pass' : 'falls short';
};

/** @param {readonly Target[]} targets */
export const targetTable = (targets) =>
  table([
    ['', 'measured', 'least to most', 'target', ''],
    ...targets.map((target) => {
      const { name, wanted, bound, measured } = target;
      const sign = wanted === 'at most' ? '≤' : '≥';
      const figures = measured
        ? [measured.median.toFixed(2), `${measured.least.toFixed(2)} to ${measured.most.toFixed(2)}`]
        : ['–', ''];
      return [name, ...figures, `${sign} ${bound}`, verdict(target)];
    }),
  ]);
