import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migratePostgres } from '../../../src/repositories/database.js';
import { initDataDir, ownedDirectory, type PostgresNode, runTool, startNode } from './postgres-node.js';
import { openRelay } from './relay.js';
import { until } from './until.js';

/** A primary with a streaming standby, and one address for its clients that follows the failover. */
export interface PostgresCluster {
  /** For the service: leads to the primary, and after `pointTo` to another node. */
  readonly url: string;
  readonly primary: PostgresNode;
  readonly standby: PostgresNode;
  /** Waits until the standby has replayed all that the primary has written. */
  caughtUp(): Promise<void>;
  /** The network between the two: when it is cut, the standby receives nothing more. */
  cutReplication(): Promise<void>;
  mendReplication(): Promise<void>;
  /** Breaks the clients' connections; new ones lead to this node, or are refused if there is none. */
  pointTo(node: PostgresNode | undefined): void;
  /** Returns once the standby takes writes. */
  promoteStandby(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Whether a commit is confirmed only once the standby has it on disk, or without waiting for the standby. */
  readonly synchronous: boolean;
}

/** Migrated, and replicating as it should. */
export async function openCluster({ synchronous }: ClusterOptions): Promise<PostgresCluster> {
  const directory = await ownedDirectory('postgres-cluster-');
  const primaryDir = await initDataDir(directory, 'primary');
  const standbyDir = join(directory, 'standby');
  // Given to the primary alone: a standby that was promoted has no standby of its own to wait for.
  const primary = await startNode(primaryDir, synchronous ? { synchronous_standby_names: 'standby' } : {});
  const replication = await openRelay(primary.port);
  const connection = `host=127.0.0.1 port=${replication.port} user=postgres application_name=standby`;
  const backup = ['--write-recovery-conf', '--checkpoint=fast', '--no-sync', '--dbname', connection];
  await runTool('pg_basebackup', [...backup, '--pgdata', standbyDir], directory);
  const standby = await startNode(standbyDir, { wal_retrieve_retry_interval: '100ms' });
  const clients = await openRelay(primary.port);

  const streaming = async () => {
    const rows = await primary.query<{ sync_state: string }>(
      `SELECT sync_state FROM pg_stat_replication WHERE application_name = 'standby' AND state = 'streaming'`,
    );
    return rows.map(({ sync_state }) => sync_state);
  };
  const expectStreaming = async (state: readonly string[]) => {
    if (!(await until(async () => String(await streaming()) === String(state), 10_000))) {
      throw new Error(`the standby is ${(await streaming()) || 'away'}, not ${state}`);
    }
  };
  const connected = [synchronous ? 'sync' : 'async'];
  await expectStreaming(connected);
  await migratePostgres(primary.url);

  return {
    url: `postgresql://postgres@127.0.0.1:${clients.port}/postgres`,
    primary,
    standby,
    async caughtUp() {
      const [written] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
      const replayed = async () => {
        const [row] = await standby.query<{ all: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1 AS all', [
          written?.lsn,
        ]);
        return row?.all === true;
      };
      if (!(await until(replayed, 10_000))) throw new Error('the standby does not catch up');
    },
    async cutReplication() {
      replication.lead(undefined);
      await expectStreaming([]);
    },
    async mendReplication() {
      replication.lead(primary.port);
      await expectStreaming(connected);
    },
    pointTo: (node) => clients.lead(node?.port),
    async promoteStandby() {
      await standby.query('SELECT pg_promote()');
    },
    async close() {
      clients.close();
      replication.close();
      await Promise.all([primary.kill(), standby.kill()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
