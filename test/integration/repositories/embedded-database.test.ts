import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { openDatabase } from '../../../src/repositories/database.js';
import { LockedError } from '../../../src/repositories/file-lock.js';
import { LockLostError } from '../../../src/repositories/held-lock.js';
import { migrationNames } from '../../../src/repositories/migrations.js';
import { type CompiledSources, compileSources } from '../../support/compiled.js';
import { newCreation } from './fixtures.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('the embedded database', () => {
  it('migrates itself, keeps what it was given, and gives the lock back', async () => {
    const log: string[] = [];
    const first = await openDatabase({ dataDir, log: (line) => log.push(line) });
    const names = await migrationNames();
    expect(log).toEqual(names.map((name) => `applied database migration ${name}`));
    expect(await first.migrationsPending()).toEqual([]);
    const creation = newCreation();
    await createCreationRepository(first).begin(creation);
    await first.close();
    expect(await readdir(dataDir)).toEqual(['pglite', 'pglite.lock']);

    const second = await openDatabase({ dataDir, log: (line) => log.push(line) });
    expect(log).toHaveLength(names.length);
    expect(await createCreationRepository(second).find(creation.id)).toMatchObject({ state: 'IN_FLIGHT' });
    await second.close();
  }, 30_000);

  it('executes nothing more once its directory was taken from it', async () => {
    const onLost = vi.fn();
    const database = await openDatabase({ dataDir, onLost });
    await rm(join(dataDir, 'pglite.lock'));
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledOnce(), 3_000);
    await expect(database.ping()).rejects.toThrow(LockLostError);
    await expect(database.prisma.customer.count()).rejects.toThrow('no longer belongs to this process');
    await database.close();
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
    const compiled = await compileSources();
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
      await compiled.remove();
    }
  }, 60_000);
});

/** Begins one creation after the other, and prints the id of each that is begun. */
async function writeChild(compiled: CompiledSources): Promise<string> {
  const module = (path: string) => JSON.stringify(compiled.module(path));
  const path = join(compiled.directory, 'child.mjs');
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
