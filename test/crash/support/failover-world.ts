import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { expireLeases } from '../../support/expire-leases.js';
import { type EmulatorProcess, startEmulatorProcess } from './emulator-process.js';
import { openCluster, type PostgresCluster } from './postgres-cluster.js';
import { binaries } from './postgres-node.js';
import { type Provider, providers, settingsFor } from './providers.js';
import { type CustomerInput, type ServerProcess, startServer } from './server-process.js';
import { until } from './until.js';

/**
 * A primary with its standby, and a service that goes on with the standby under the same URL once that is promoted. The
 * providers outlive everything, so their stores show what was really created.
 */

/** Whether the machine has the programs of PostgreSQL that a cluster is made with. */
export const hasClusters = binaries !== undefined;
if (!hasClusters) process.stdout.write('Skipped, as there are no programs of PostgreSQL here: failover\n');

export interface World {
  readonly cluster: PostgresCluster;
  readonly emulator: EmulatorProcess;
  readonly server: ServerProcess;
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface WorldOptions {
  readonly synchronous: boolean;
  /** Of a call to a provider, in milliseconds. */
  readonly timeoutMs: number;
}

export async function openWorld({ synchronous, timeoutMs }: WorldOptions): Promise<World> {
  const emulatorDir = await mkdtemp(join(tmpdir(), 'failover-emulator-'));
  const [cluster, emulator] = await Promise.all([openCluster({ synchronous }), startEmulatorProcess(emulatorDir)]);
  const settings = {
    ...settingsFor((provider) => emulator.baseUrl(provider)),
    ...Object.fromEntries(providers.map((provider) => [`${provider}_TIMEOUT_MS`, String(timeoutMs)])),
    DATABASE_URL: cluster.url,
  };
  const server = await startServer(settings);
  return {
    cluster,
    emulator,
    server,
    settings,
    async close() {
      await Promise.all([server.kill(), cluster.close(), emulator.stop()]);
      await rm(emulatorDir, { recursive: true, force: true });
    },
  };
}

export async function readiness({ url }: ServerProcess): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  return `${response.status} ${((await response.json()) as { status: string }).status}`;
}

/** Recovery's turn comes at once, and has come to an end. */
export async function recovered({ cluster }: World): Promise<void> {
  await cluster.standby.query(expireLeases());
  const open = () => cluster.standby.query('SELECT FROM customer_creation WHERE settled_at IS NULL');
  expect(await until(async () => (await open()).length === 0, 20_000, 50)).toBe(true);
}

/** Somebody for whom a test asks one provider. */
export interface Case {
  /** How the request names the customer. */
  readonly name: string;
  readonly provider: Provider;
  readonly email: string;
  readonly input: CustomerInput;
}

export function someone(provider: Provider, name: string, naming: (id: string) => CustomerInput): Case {
  const id = `${name}.${provider}`.toLowerCase().replaceAll(' ', '-');
  const email = `${id}@example.com`;
  return {
    name,
    provider,
    email,
    input: { ...naming(id), firstName: 'Asha', lastName: 'Rao', email, phone: '+12025550143' },
  };
}

/** In a form that every provider takes as its own id for the customer. */
export const byReference = (id: string) => ({ reference: `reference-${id.replaceAll('.', '-')}` });
export const byKey = (id: string) => ({ idempotencyKey: `key.${id}` });
export const byBoth = (id: string) => ({ ...byReference(id), ...byKey(id) });
