import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface EarlierVersion {
  /** The commit, and its subject. */
  readonly name: string;
  /** Where it was built. */
  readonly directory: string;
  /** Runs a program of its `dist/`, and returns what it wrote. */
  run(program: string, settings: Readonly<Record<string, string>>): string;
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

function call(command: string, args: readonly string[], cwd: string, env = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout.trim();
}

/** The commit before the newest migration came: the last version that does not know it. */
async function beforeNewestMigration(): Promise<string> {
  const newest = (await readdir(join(root, 'prisma/migrations')))
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1);
  const path = `prisma/migrations/${newest}/migration.sql`;
  const added = call('git', ['log', '--diff-filter=A', '--format=%H', '--', path], root).split('\n').at(-1);
  if (!added) throw new Error(`${path} is not in the history; is this clone a shallow one?`);
  return `${added}^`;
}

/** Checks another version out and builds it. @param ref of git; by default the last one before the newest migration. */
export async function buildEarlierVersion(ref?: string): Promise<EarlierVersion> {
  const directory = await mkdtemp(join(tmpdir(), 'earlier-version-'));
  const commit = ref ?? (await beforeNewestMigration());
  call('git', ['worktree', 'add', '--detach', directory, commit], root);
  call('npm', ['ci', '--silent', '--no-audit', '--no-fund'], directory);
  call('npm', ['run', '--silent', 'build'], directory);
  return {
    name: call('git', ['log', '-1', '--format=%h %s'], directory),
    directory,
    run: (program, settings) =>
      call(process.execPath, [`dist/${program}`], directory, { PATH: process.env.PATH, ...settings }),
    async remove() {
      call('git', ['worktree', 'remove', '--force', directory], root);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
