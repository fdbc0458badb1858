import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The sources that are generated; does nothing when they are up to date. */
export function generate() {
  for (const script of ['prisma/generate.mjs', 'schema/generate-wire-types.mjs']) {
    const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${script} failed`);
  }
}
