import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Starts a gateway as a process of its own, and waits until it is ready.
 *
 * @param {{ file: string, args: string[], env: Record<string, string>, ready: string }} how `ready` is a page that is
 *   answered with a success from then on.
 */
export async function startProgram({ file, args, env, ready }) {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const deadline = Date.now() + 30_000;
  while (!(await isReady(ready))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${file} ${args.join(' ')} did not start: ${output}`);
    }
    await sleep(100);
  }
  return { output: () => output, stop };
}

async function isReady(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
