import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { DataDirectoryError } from '../../../src/repositories/data-directory.js';
import { openDatabase } from '../../../src/repositories/database.js';
import { LockedError } from '../../../src/repositories/file-lock.js';
import { LockLostError } from '../../../src/repositories/held-lock.js';
import { migrationNames } from '../../../src/repositories/migrations.js';
import { type CompiledSources, compileSources } from '../../support/compiled.js';
import { earlierLockOf } from '../../support/earlier-lock.js';
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
    expect(log).toEqual([`applied ${names.length} database migrations, up to ${names.at(-1)}`]);
    expect(await first.migrationsPending()).toEqual([]);
    const creation = newCreation();
    await createCreationRepository(first).begin(creation);
    await first.close();
    expect(await readdir(dataDir)).toEqual(['pglite', 'pglite.lock']);

    const second = await openDatabase({ dataDir, log: (line) => log.push(line) });
    expect(log).toHaveLength(1);
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
      expect(acknowledged.length).toBeGreaterThanOrEqual(25);

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

describe('the embedded database, of which a part is lost or left over', () => {
  const creation = newCreation();
  const pglite = () => join(dataDir, 'pglite');

  beforeEach(async () => {
    const database = await openDatabase({ dataDir });
    await createCreationRepository(database).begin(creation);
    await database.close();
  }, 30_000);

  it.each([
    ['has no PG_VERSION', () => rm(join(pglite(), 'PG_VERSION')), 'has files but no PG_VERSION'],
    ['has lost tables', () => rm(join(pglite(), 'base'), { recursive: true }), 'could not be opened'],
    ['is of another version', () => writeFile(join(pglite(), 'PG_VERSION'), '9.6\n'), 'could not be opened'],
  ])(
    'is neither opened nor replaced when it %s',
    async (_, spoil, complaint) => {
      await spoil();
      const error = await openDatabase({ dataDir }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataDirectoryError);
      expect((error as Error).message).toContain(complaint);
      expect((error as Error).message).toContain(`Restore it from a backup, or delete ${dataDir} to start anew`);
      expect(await readdir(pglite())).toContain('pg_wal');
    },
    30_000,
  );

  it('is not created again when it was deleted beside emulated customers', async () => {
    await rm(pglite(), { recursive: true });
    await mkdir(join(dataDir, 'emulator'));
    await writeFile(join(dataDir, 'emulator', 'stax.jsonl'), '{"customer":{"id":"1"}}\n');
    await expect(openDatabase({ dataDir })).rejects.toThrow('is absent, but the emulated providers in');
  });

  it('opens with the lock and the marker that an earlier version left when it was killed', async () => {
    const holder = spawn('sleep', ['60']);
    await writeFile(join(dataDir, 'pglite.lock'), JSON.stringify(await earlierLockOf(holder.pid ?? 0)));
    await writeFile(join(dataDir, 'pglite.filling'), '');
    await expect(openDatabase({ dataDir })).rejects.toThrow(`in use by process ${holder.pid}`);
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;

    const database = await openDatabase({ dataDir });
    expect(await createCreationRepository(database).find(creation.id)).toMatchObject({ id: creation.id });
    await database.close();
  }, 30_000);
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
       await creations.begin(${JSON.stringify({
         ...newCreation(),
         id: undefined,
         customerId: undefined,
         now: undefined,
       }).replace('{', '{ id, customerId: newId(), now: new Date(), ')});
       console.log(id);
     }`,
  );
  return path;
}
