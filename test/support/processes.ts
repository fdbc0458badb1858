import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A program of the stack under test, running on its own. */
export interface Running {
  /** What it has written so far. */
  output(): string;
  stop(): Promise<void>;
}

interface Start {
  /** What Node runs, and its arguments. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Answered with a success as soon as the program is ready. */
  readonly ready: string | Request;
}

const deadlineMs = 60_000;
const pauseMs = 100;

/** Starts a program with an environment of its own, and waits until it is ready. */
export async function startProcess({ args, cwd, env, ready }: Start): Promise<Running> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect([child.stdout, child.stderr]);
  const running = { output, stop: () => stop(child) };
  const deadline = Date.now() + deadlineMs;
  while (!(await answers(ready))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await running.stop();
      throw new Error(`${args.join(' ')} did not start; was it built? ${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return running;
}

/** Runs npm to its end; throws with what was written when it fails. */
export async function runNpm(args: readonly string[], cwd: string): Promise<void> {
  await runToEnd(spawn('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

interface Run {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ways to end that are no failure; by itself only 0. */
  readonly mayEndWith?: readonly number[];
}

/** Runs a program of Node's to its end, and returns what it has written to its standard output. */
export async function runNode(args: readonly string[], { cwd, env, mayEndWith }: Run): Promise<string> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  return runToEnd(child, mayEndWith);
}

async function runToEnd(
  child: ChildProcessByStdio<null, Readable, Readable>,
  mayEndWith: readonly number[] = [0],
): Promise<string> {
  const [written, all] = [collect([child.stdout]), collect([child.stdout, child.stderr])];
  const [code] = await once(child, 'close');
  if (!mayEndWith.includes(code)) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}: ${all()}`);
  return written();
}

function collect(streams: readonly Readable[]): () => string {
  let output = '';
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const answers = (asked: string | Request): Promise<boolean> =>
  fetch(asked).then(
    ({ ok }) => ok,
    () => false,
  );
