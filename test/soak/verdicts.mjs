import { median, quantile } from '../../bench/statistics.mjs';
import * as bounds from './bounds.mjs';

/**
 * @typedef {import('./arrivals.mjs').Call} Call
 * @typedef {import('./watch.mjs').Sample} Sample
 * @typedef {import('./watch.mjs').Probe} Probe
 *
 * @typedef {object} Measured
 * @property {number} capacity Creations a second.
 * @property {readonly Sample[]} samples Of the steady load.
 * @property {{ calls: readonly Call[], probes: readonly Probe[] }} steady
 * @property {{ calls: readonly Call[], probes: readonly Probe[] }} overload
 * @property {readonly Call[]} after The steady load again, right after the overload.
 * @property {number} leftOpen Creations.
 * @property {import('./ledger.mjs').Findings} findings
 *
 * @typedef {{ holds: boolean, cells: string[] }} Verdict
 */

/**
 * @param {Measured} measured
 * @returns {Verdict[]}
 */
export function judge({ capacity, samples, steady, overload, after, leftOpen, findings }) {
  const heap = growth(samples.map(({ heapUsed }) => heapUsed));
  const rss = growth(samples.map((sample) => sample.rss));
  const accepted = overload.calls.filter(({ kind }) => kind !== 'refused');
  const refused = overload.calls.filter(({ kind }) => kind === 'refused');
  const goodput = accepted.length / (bounds.overloadMs / 1000);
  const normal = after.filter(({ atMs }) => atMs >= bounds.backToNormalMs);
  const steadyP99 = p99(steady.calls);
  // The steady load's own bound, because a p99 that is very low at one time may be twice as high at another.
  return [
    failures('steady load: requests that failed', steady.calls),
    number('steady load: requests refused', steady.calls.filter(({ kind }) => kind === 'refused').length),
    time('steady load: p99', steadyP99, bounds.steadyP99Ms),
    ratio('heap, last third to first', heap, bounds.heapGrowth),
    ratio('RSS, last third to first', rss, bounds.rssGrowth),
    readiness('steady load', steady.probes),
    verdict('overload: requests refused', String(refused.length), 'some', refused.length > 0),
    failures('overload: requests taken on that failed', accepted),
    time('overload: p99 of a refusal', p99(refused), bounds.refusalP99Ms),
    time('overload: p99 of what was taken on', p99(accepted), bounds.acceptedP99Ms),
    verdict(
      'overload: taken on a second',
      goodput.toFixed(0),
      `≥ ${(bounds.goodputShare * capacity).toFixed(0)}`,
      goodput >= bounds.goodputShare * capacity,
    ),
    readiness('overload', overload.probes),
    time('overload: p99 of /readyz', p99(overload.probes), bounds.probeP99Ms),
    failures('5 s after it: requests that failed', normal),
    number('5 s after it: requests refused', normal.filter(({ kind }) => kind === 'refused').length),
    time('5 s after it: p99', p99(normal), bounds.steadyP99Ms),
    number('creations left open', leftOpen),
    number('acknowledged creations that are lost', findings.lost.length),
    number(`duplicates among ${findings.atProviders} records at providers`, findings.duplicates.length),
    number('records at providers that are not linked', findings.unknown.length),
    number('refused requests that began something', findings.begun.length),
  ];
}

/**
 * The median of the last third by that of the first one, after the warm-up.
 *
 * @param {readonly number[]} values
 */
function growth(values) {
  const warm = values.slice(Math.ceil(values.length * bounds.warmUpShare));
  const third = Math.floor(warm.length / 3);
  return median(warm.slice(-third)) / median(warm.slice(0, third));
}

/** @param {readonly { ms: number }[]} timed */
const p99 = (timed) =>
  quantile(
    timed.map(({ ms }) => ms).sort((a, b) => a - b),
    0.99,
  );

/**
 * @param {string} what
 * @param {string} measured
 * @param {string} expected
 * @param {boolean} holds
 * @returns {Verdict}
 */
const verdict = (what, measured, expected, holds) => ({
  holds,
  cells: [what, measured, expected, holds ? 'pass' : 'falls short'],
});

/** @param {string} what @param {number} measured */
const number = (what, measured) => verdict(what, String(measured), '0', measured === 0);

/** @param {string} what @param {number} ms @param {number} atMost */
const time = (what, ms, atMost) => verdict(what, `${ms.toFixed(0)} ms`, `≤ ${atMost} ms`, ms <= atMost);

/** @param {string} what @param {number} measured @param {number} atMost */
const ratio = (what, measured, atMost) =>
  verdict(what, `${measured.toFixed(2)} ×`, `≤ ${atMost.toFixed(2)} ×`, measured <= atMost);

/**
 * @param {string} what
 * @param {readonly Call[]} calls
 */
function failures(what, calls) {
  const failed = calls.filter(({ kind }) => kind === 'failed');
  for (const [why, count] of counted(failed.map(({ why = '' }) => why))) console.log(`${what}: ${count} × ${why}`);
  return verdict(what, `${failed.length} of ${calls.length}`, '0', failed.length === 0);
}

/**
 * @param {string} when
 * @param {readonly Probe[]} probes
 */
function readiness(when, probes) {
  const notReady = probes.filter(({ says }) => says !== '200 ready');
  for (const [says, count] of counted(notReady.map(({ says }) => says)))
    console.log(`${when}: /readyz ${count} × ${says}`);
  return verdict(
    `${when}: /readyz other than ready`,
    `${notReady.length} of ${probes.length}`,
    '0',
    notReady.length === 0,
  );
}

/** @param {readonly string[]} texts */
function counted(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
