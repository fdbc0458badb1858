import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { freePort } from '../support/free-port.js';
import { type Running, runNpm, startProcess } from '../support/processes.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = join(root, 'examples/react');
const gatewayFolder = join(root, 'examples/gateway');
const gatewayFile = join(gatewayFolder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
const anyProvider = providerDefinitions[0]?.name;
const secret = 'the-secret-of-the-subgraph';

/** The example page as it is built, and everything behind it. */
export interface Stack {
  /** Where the page is. */
  readonly url: string;
  /** Injects a fault at an emulated provider, as docs/emulator.md describes them. */
  injectFault(order: object): Promise<void>;
  clearFaults(): Promise<void>;
  /** What an emulated provider has. */
  customers(provider: string): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

/** Page → Vite → Hive Gateway → subgraph → emulated providers, each a process of its own, on free ports. */
export async function startStack(): Promise<Stack> {
  await install();
  const folder = mkdtempSync(join(tmpdir(), 'react-example-'));
  const running: Running[] = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const emulator = await startEmulator(join(folder, 'emulator'));
    running.push(emulator.running);
    const subgraph = await startSubgraph(join(folder, 'data'), emulator.settings);
    running.push(subgraph.running);
    const gateway = await startGateway(join(folder, 'supergraph.graphql'), subgraph.url);
    running.push(gateway.running);
    const page = await startPage(gateway.url);
    running.push(page.running);
    return {
      url: page.url,
      injectFault: emulator.inject,
      clearFaults: emulator.clear,
      customers: emulator.customers,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function install(): Promise<void> {
  if (!existsSync(gatewayFile)) await runNpm(['ci', '--silent'], gatewayFolder);
  if (!existsSync(join(example, 'node_modules'))) await runNpm(['ci', '--silent'], example);
  await runNpm(['run', '--silent', 'build'], example);
}

async function startEmulator(dataDir: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    args: [join(root, 'dist/emulator/main.js')],
    env: { EMULATOR_PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    ready: `${url}/_emulator/customers/${anyProvider}?limit=0`,
  });
  const order = async (method: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_emulator/faults`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const settings = Object.fromEntries([...running.output().matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, k, v]) => [k, v]));
  return {
    running,
    settings,
    inject: (fault: object) => order('POST', fault),
    clear: () => order('DELETE'),
    customers: async (provider: string) => {
      const answer = await fetch(`${url}/_emulator/customers/${provider}?limit=1000`);
      const body = (await answer.json()) as { customers: unknown[] };
      return body.customers;
    },
  };
}

async function startSubgraph(dataDir: string, settings: Record<string, string>) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    args: [join(root, 'dist/main.js')],
    env: {
      ...settings,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      RECOVERY_INTERVAL_MS: '100',
      SUBGRAPH_SHARED_SECRET: secret,
    },
    ready: `${url}/readyz`,
  });
  return { running, url: `${url}/graphql` };
}

/** With the supergraph of the repository. Its other subgraph, the orders, is not asked for anything here. */
async function startGateway(supergraphFile: string, subgraphUrl: string) {
  const committed = readFileSync(join(gatewayFolder, 'supergraph.graphql'), 'utf8');
  writeFileSync(supergraphFile, committed.replace('http://127.0.0.1:4000/graphql', subgraphUrl));
  const port = String(await freePort());
  const config = join(gatewayFolder, 'gateway.config.mjs');
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    args: [gatewayFile, 'supergraph', supergraphFile, '--config-path', config, '--host', '127.0.0.1', '--port', port],
    env: { SUBGRAPH_SHARED_SECRET: secret },
    ready: `${url}/readiness`,
  });
  return { running, url };
}

async function startPage(gatewayUrl: string) {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    args: [join(example, 'node_modules/vite/bin/vite.js'), 'preview', '--port', port, '--strictPort'],
    cwd: example,
    env: { GATEWAY_URL: gatewayUrl },
    ready: url,
  });
  return { running, url };
}
