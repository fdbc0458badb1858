import { rm } from 'node:fs/promises';
import { migratePostgres } from '../../../src/repositories/database.js';
import {
  binaries,
  initDataDir,
  ownedDirectory,
  type PostgresNode,
  runTool,
  startNode,
} from '../../crash/support/postgres-node.js';
import { openRelay, type Relay } from '../../crash/support/relay.js';
import { readRecords, type StoredRecords } from '../../crash/support/store.js';
import { type SmallDisk, smallDisk } from './small-disk.js';

/** A database to make trouble for. */
export interface Stage {
  /** Of the service. */
  readonly settings: Readonly<Record<string, string>>;
  /** Reads everything; with no service running on an embedded database. */
  read(): Promise<StoredRecords>;
  close(): Promise<void>;
}

export interface PostgresStage extends Stage {
  /** Between the service and the database. */
  readonly relay: Relay;
  node(): PostgresNode;
  /** Waits for its transactions to be rolled back and a checkpoint, as a restart for an update does. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Room for a new database, its log and a few thousand creations. */
const smallDiskMegabytes = 200;

export const noPostgres = binaries === undefined ? 'there are no programs of PostgreSQL here' : undefined;

/** A PostgreSQL of its own. */
export async function openPostgres(disk?: SmallDisk): Promise<PostgresStage> {
  const directory = disk?.path ?? (await ownedDirectory('chaos-postgresql-'));
  const dataDir = await initDataDir(directory, 'data');
  const start = () => startNode(dataDir, { min_wal_size: '32MB', max_wal_size: '64MB' });
  let node = await start();
  const relay = await openRelay(node.port);
  await migratePostgres(node.url);
  return {
    settings: { DATABASE_URL: `postgresql://postgres@127.0.0.1:${relay.port}/postgres` },
    relay,
    node: () => node,
    stop: () => runTool('pg_ctl', ['stop', '--mode=fast', '--wait', '--pgdata', dataDir], directory),
    async start() {
      node = await start();
      relay.lead(node.port);
    },
    read: () => readRecords({ url: node.url }),
    async close() {
      relay.close();
      await node.kill();
      if (disk === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The same on a disk that can be filled. */
export async function openPostgresOnSmallDisk(): Promise<(PostgresStage & { readonly disk: SmallDisk }) | undefined> {
  const disk = await smallDisk(smallDiskMegabytes);
  if (disk === undefined) return undefined;
  const stage = await openPostgres(disk);
  return {
    ...stage,
    disk,
    async close() {
      await stage.close();
      await disk.close();
    },
  };
}

/** The embedded database, in the service's own process. */
export async function openEmbedded(): Promise<Stage> {
  const directory = await ownedDirectory('chaos-embedded-');
  return embeddedIn(directory, () => rm(directory, { recursive: true, force: true }));
}

export async function openEmbeddedOnSmallDisk(): Promise<(Stage & { readonly disk: SmallDisk }) | undefined> {
  const disk = await smallDisk(smallDiskMegabytes);
  return disk && { ...embeddedIn(disk.path, disk.close), disk };
}

function embeddedIn(dataDir: string, close: () => Promise<void>): Stage {
  return { settings: { DATA_DIR: dataDir }, read: () => readRecords({ dataDir }), close };
}
