import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface CompiledSources {
  readonly directory: string;
  /** Address of a compiled module, by its path below `src`. */
  module(path: string): string;
  remove(): Promise<void>;
}

/** The sources as JavaScript, for processes of their own; below the project, so that they find its packages. */
export async function compileSources(): Promise<CompiledSources> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const directory = await mkdtemp(join(root, 'node_modules', '.compiled-'));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const options = ['--outDir', directory, '--incremental', 'false', '--tsBuildInfoFile', 'null', '--noCheck'];
  spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), ...options]);
  return {
    directory,
    module: (path) => pathToFileURL(join(directory, path)).href,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
