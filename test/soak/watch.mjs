import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Probe An answer to `/readyz`.
 * @property {number} ms
 * @property {string} says The status and the reason; what went wrong if there was no answer.
 *
 * @typedef {object} Sample
 * @property {number} heapUsed Bytes, after the last collection of all garbage.
 * @property {number} rss Bytes.
 * @property {number} inWork GraphQL requests.
 * @property {number} open Creations in the database that are not settled.
 * @property {number | undefined} connections To PostgreSQL, by the service's replica.
 */

const probeEveryMs = 500;

/**
 * Asks `/readyz` all the time, as a load balancer does.
 *
 * @param {string} origin
 */
export function watchReadiness(origin) {
  let over = false;
  /** @type {Probe[]} */
  const probes = [];
  const ended = (async () => {
    while (!over) {
      const began = performance.now();
      const says = await readiness(origin);
      probes.push({ ms: performance.now() - began, says });
      await sleep(probeEveryMs);
    }
  })();
  return async () => {
    over = true;
    await ended;
    return probes;
  };
}

/**
 * On a connection of its own, as load balancers do.
 *
 * @param {string} origin
 * @returns {Promise<string>}
 */
function readiness(origin) {
  return new Promise((resolve) => {
    const request = get(`${origin}/readyz`, { agent: false, timeout: 10_000 }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve(`${response.statusCode} ${JSON.parse(text).status}`);
    });
    request.on('timeout', () => request.destroy(new Error('10 seconds')));
    request.on('error', ({ message }) => resolve(`no answer: ${message}`));
  });
}

/**
 * Takes a sample every so often until it is told to stop.
 *
 * @param {number} everyMs
 * @param {() => Promise<Sample>} take
 */
export function sampling(everyMs, take) {
  const stop = new AbortController();
  /** @type {Sample[]} */
  const samples = [];
  const ended = (async () => {
    while (!stop.signal.aborted) {
      // A service that has ended gives none; whoever waits for its answers notices that.
      const sample = await take().catch(() => undefined);
      if (sample) samples.push(sample);
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    await ended;
    return samples;
  };
}

/**
 * A figure of `/metrics`, summed over its labels.
 *
 * @param {string} text
 * @param {string} name
 */
export function metric(text, name) {
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  return values.reduce((sum, value) => sum + value, 0);
}
