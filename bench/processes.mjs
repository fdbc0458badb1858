import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} Child */

const repository = fileURLToPath(new URL('..', import.meta.url));
const startMs = 20_000;
const stopMs = 5_000;

/** Nothing else of this shell's environment is passed on, because it may contain settings for the real service. */
export const kept = Object.fromEntries(['PATH', 'HOME', 'TMPDIR', 'TZ'].map((name) => [name, process.env[name]]));

/**
 * Starts a program of this repository. Its standard output is shown only if it fails to start, its standard error always.
 *
 * @param {string} file Relative to the repository, or absolute.
 * @param {Record<string, string>} env
 * @param {readonly string[]} [execArgv] Flags of Node.js.
 * @returns {Child}
 */
export function start(file, env, execArgv = []) {
  return fork(resolve(repository, file), {
    env: { ...kept, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  });
}

/**
 * Waits until a child has printed a match of the pattern, and returns its first group. Later output is discarded.
 *
 * @param {Child} child
 * @param {RegExp} pattern
 * @returns {Promise<string>}
 */
export async function printed(child, pattern) {
  let output = '';
  /** @type {Promise<string>} */
  const match = new Promise((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output = (output + chunk).slice(-100_000);
      const found = pattern.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  try {
    return await whileAlive(child, match, startMs);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; its output:\n${output}`);
  } finally {
    child.stdout?.removeAllListeners('data').resume();
  }
}

/**
 * Waits for the next message of a child.
 *
 * @param {Child} child
 */
export async function message(child) {
  const [received] = await whileAlive(child, once(child, 'message'));
  return received;
}

/**
 * Sends a child a message, and waits for its answer.
 *
 * @param {Child} child
 * @param {object} question
 * @returns {Promise<any>}
 */
export async function ask(child, question) {
  const answer = message(child);
  child.send(question);
  return answer;
}

/**
 * Waits until a child ends by itself, and throws unless its exit code is 0.
 *
 * @param {Child} child
 */
export async function succeeded(child) {
  child.stdout?.resume();
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${nameOf(child)} ended with ${code ?? signal}`);
}

/**
 * Resolves like `awaited`, or rejects if the child ends or the time limit passes first.
 *
 * @template T
 * @param {Child} child
 * @param {Promise<T>} awaited
 * @param {number} [limitMs]
 * @returns {Promise<T>}
 */
async function whileAlive(child, awaited, limitMs) {
  const over = new AbortController();
  const { signal } = over;
  const rivals = [
    once(child, 'exit', { signal }).then(([code, by]) => {
      throw new Error(`${nameOf(child)} ended with ${code ?? by}`);
    }),
    ...(limitMs === undefined ? [] : [tooLate(child, limitMs, signal)]),
  ];
  try {
    return await Promise.race([awaited, ...rivals]);
  } finally {
    over.abort();
    await Promise.allSettled(rivals);
  }
}

/**
 * @param {Child} child
 * @param {number} limitMs
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
async function tooLate(child, limitMs, signal) {
  await sleep(limitMs, undefined, { signal });
  throw new Error(`${nameOf(child)} was not ready after ${limitMs / 1000} s`);
}

const nameOf = (/** @type {Child} */ { spawnargs }) => spawnargs.at(-1);

/**
 * Ends a child with SIGTERM, and with SIGKILL if it has not ended after a while.
 *
 * @param {Child} child
 */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(timer);
}
