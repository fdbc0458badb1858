import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startApolloGateway as startApollo } from '../../examples/gateway/apollo-gateway.mjs';

const folder = new URL('../../examples/gateway/', import.meta.url);
const fromFolder = (path) => fileURLToPath(new URL(path, folder));

/**
 * The example with `@apollo/gateway`, in this process.
 *
 * @param {{ supergraphFiles: Record<string, string>, secret: string }} subgraphs `secret` is that of `customers`.
 * @param {{ passesTokens?: boolean }} [how]
 */
export async function startApolloGateway({ supergraphFiles, secret }, { passesTokens } = {}) {
  const supergraphSdl = await readFile(supergraphFiles.supergraph, 'utf8');
  return startApollo({ supergraphSdl, secret, passesTokens, port: 0, logger: silent, plugins: [traceAll] });
}

/** What the usage reporting does of its own accord, for some of the requests. */
const traceAll = {
  async requestDidStart({ metrics }) {
    metrics.captureTraces = true;
  },
};

const silent = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, () => {}]));

/**
 * The example with Hive Gateway, as its users run it: a process of its own.
 *
 * @param {{ supergraphFiles: Record<string, string>, secret: string }} subgraphs
 * @param {{ supergraph?: string, config?: string | URL, settings?: Record<string, string> }} how One of the example's
 *   supergraphs and of its configurations, by their names, or a configuration by its URL; and what else that
 *   configuration reads from the environment.
 */
export async function startHiveGateway(
  { supergraphFiles, secret },
  { supergraph = 'supergraph', config = 'gateway.config.mjs', settings = {} } = {},
) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      fromFolder('node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      supergraphFiles[supergraph],
      '--config-path',
      fromFolder(config),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    { env: { ...process.env, ...settings, SUBGRAPH_SHARED_SECRET: secret }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const deadline = Date.now() + 30_000;
  while (!(await isReady(`http://127.0.0.1:${port}/readiness`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Hive Gateway did not start: ${output}`);
    }
    await sleep(100);
  }
  return { url: `http://127.0.0.1:${port}/graphql`, stop };
}

async function isReady(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
