import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { kept } from './processes.mjs';

const readyMs = 120_000;
const lookMs = 5;

/**
 * Runs a command without a shell of its own. What it prints is shown only if it fails.
 *
 * @param {readonly string[]} command
 * @param {{ cwd: string, env?: Record<string, string> }} options
 */
export function run([file = '', ...args], { cwd, env = {} }) {
  // A process group, because npm does not pass a signal on to all that it has started.
  const child = spawn(file, args, { cwd, env: { ...kept, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output += chunk;
    });
  }
  // All of them have ended once nobody can print any more.
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const failed = (/** @type {string} */ how) =>
    new Error(`${[file, ...args].join(' ')} ${how}; its output:\n${output}`);
  const succeeded = ended.then(({ code, signal }) => {
    if (code !== 0) throw failed(`ended with ${code ?? signal}`);
  });
  // Of a server, nobody waits for it.
  succeeded.catch(() => {});
  return {
    succeeded,
    ended,
    failed,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

/**
 * Waits until a server says that it is ready.
 *
 * @param {string} origin
 * @param {ReturnType<typeof run>} server
 */
export async function untilReady(origin, { ended, failed }) {
  let over = false;
  const mark = () => {
    over = true;
  };
  ended.then(mark, mark);
  const limit = performance.now() + readyMs;
  while (!(await isReady(origin))) {
    if (over) throw failed('ended before it was ready');
    if (performance.now() > limit) throw failed(`was not ready after ${readyMs / 1000} s`);
    await sleep(lookMs);
  }
}

/** @param {string} origin */
async function isReady(origin) {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

/**
 * The memory that a server says it has.
 *
 * @param {string} origin
 */
export async function residentMb(origin) {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error('/metrics tells no memory');
  return Number(bytes) / 2 ** 20;
}
