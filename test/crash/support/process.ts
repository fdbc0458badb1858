import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const thisVersion = fileURLToPath(new URL('../../../', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A compiled program of the project, run as a process of its own. */
export interface RunningProcess {
  readonly exited: Promise<Exit>;
  /** What it has written so far, both streams. */
  output(): string;
  /** Resolves with the match once the output holds one; rejects when the process ends before that. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

const started = new Set<ChildProcess>();
// A test that was aborted must not leave processes behind.
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export interface RunOptions {
  /** A module to be loaded before the program. */
  readonly preload?: URL | undefined;
  /** A command with arguments that runs the command after them, such as one that makes a container. */
  readonly within?: readonly string[];
  /** The folder of another, built, version of the project. */
  readonly version?: string;
}

/** Runs `node dist/<program>`; of this process's environment it sees only where programs are found. */
export function run(
  program: string,
  settings: Readonly<Record<string, string>>,
  { preload, within = [], version = thisVersion }: RunOptions = {},
): RunningProcess {
  const node = [process.execPath, ...(preload ? ['--import', preload.href] : []), `dist/${program}`];
  const [command = '', ...args] = [...within, ...node];
  const child = spawn(command, args, {
    cwd: version,
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      started.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    exited,
    output: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        exited.then(() => reject(new Error(`${program} ended before it said ${pattern}:\n${output}`)), reject);
      }),
    signal: (signal) => child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
