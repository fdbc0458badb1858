import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { openDatabase } from '../../../src/repositories/database.js';
import { LockedError } from '../../../src/repositories/file-lock.js';
import { migrationNames } from '../../../src/repositories/migrations.js';
import { newCreation } from './fixtures.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('the embedded database', () => {
  it('migrates itself, keeps what it was given, and leaves no lock behind', async () => {
    const log: string[] = [];
    const first = await openDatabase({ dataDir, log: (line) => log.push(line) });
    const names = await migrationNames();
    expect(log).toEqual(names.map((name) => `applied database migration ${name}`));
    expect(await first.migrationsPending()).toEqual([]);
    const creation = newCreation();
    await createCreationRepository(first).begin(creation);
    await first.close();
    expect(await readdir(dataDir)).toEqual(['pglite']);

    const second = await openDatabase({ dataDir, log: (line) => log.push(line) });
    expect(log).toHaveLength(names.length);
    expect(await createCreationRepository(second).find(creation.id)).toMatchObject({ state: 'IN_FLIGHT' });
    await second.close();
  }, 30_000);

  it('is filled again when its first start was cut short', async () => {
    await (await openDatabase({ dataDir })).close();
    await writeFile(join(dataDir, 'pglite.filling'), '');
    await rm(join(dataDir, 'pglite', 'base'), { recursive: true });
    const database = await openDatabase({ dataDir });
    expect(await database.migrationsPending()).toEqual([]);
    await database.close();
  }, 30_000);

  it('keeps every acknowledged row when its process is killed, and refuses a second process until then', async () => {
    const compiled = await compile();
    try {
      const child = spawn(process.execPath, [await writeChild(compiled), dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const acknowledged: string[] = [];
      for await (const id of createInterface({ input: child.stdout })) {
        acknowledged.push(id);
        if (acknowledged.length === 1) {
          await expect(openDatabase({ dataDir })).rejects.toThrow(LockedError);
        }
        if (acknowledged.length === 25) child.kill('SIGKILL');
      }
      await exited;

      const database = await openDatabase({ dataDir });
      const creations = createCreationRepository(database);
      const found = await Promise.all(acknowledged.map((id) => creations.find(id)));
      expect(found.map((creation) => creation?.id)).toEqual(acknowledged);
      await database.close();
    } finally {
      await rm(compiled, { recursive: true, force: true });
    }
  }, 60_000);
});

/** The sources as JavaScript, for a process of its own; below the project, so that it finds its packages. */
async function compile(): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const outDir = await mkdtemp(join(root, 'node_modules', '.compiled-'));
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const options = ['-p', join(root, 'tsconfig.build.json'), '--outDir', outDir, '--incremental', 'false', '--noCheck'];
  spawnSync(process.execPath, [join(dirname(manifest), 'bin', 'tsc'), ...options, '--tsBuildInfoFile', 'null']);
  return outDir;
}

/** Begins one creation after the other, and prints the id of each that is begun. */
async function writeChild(compiled: string): Promise<string> {
  const module = (path: string) => JSON.stringify(pathToFileURL(join(compiled, path)).href);
  const path = join(compiled, 'child.mjs');
  await writeFile(
    path,
    `import { openDatabase } from ${module('repositories/database.js')};
     import { createCreationRepository } from ${module('repositories/creation-repository.js')};
     import { v7 as newId } from 'uuid';
     const creations = createCreationRepository(await openDatabase({ dataDir: process.argv[2] }));
     for (;;) {
       const id = newId();
       await creations.begin(${JSON.stringify({ ...newCreation(), id: undefined, customerId: undefined }).replace(
         '{',
         '{ id, customerId: newId(), ',
       )});
       console.log(id);
     }`,
  );
  return path;
}
