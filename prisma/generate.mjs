// Generates the Prisma client into src/generated/prisma, offline, and only when it is out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'src/generated/prisma');
const client = join(output, 'client.ts');
const sources = ['prisma/schema.prisma', 'package-lock.json'].map((file) => join(root, file));

const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

if (sources.some((file) => modified(file) >= modified(client))) {
  rmSync(output, { recursive: true, force: true });
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('prisma/package.json');
  const cli = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.prisma);
  const { status, stderr, error } = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    // Which files it read is of no interest, unless it fails.
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      // `generate` runs no schema engine, and yet would download one: any file that exists stops that.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      // Neither telemetry nor a look for a newer version.
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  if (error) throw error;
  if (status !== 0) process.stderr.write(stderr);
  process.exitCode = status ?? 1;
}
