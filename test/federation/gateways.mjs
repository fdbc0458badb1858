import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const propagated = ['idempotency-key', 'x-request-id'];

/** What `router.yaml` and `gateway.config.mjs` say, for `@apollo/gateway`. */
class Subgraph extends RemoteGraphQLDataSource {
  constructor({ name, url, secret }) {
    super({ url });
    this.secret = name === 'customers' ? secret : undefined;
  }

  willSendRequest({ request, context }) {
    for (const header of propagated) {
      const value = context.headers?.[header];
      if (value !== undefined) request.http.headers.set(header, value);
    }
    if (this.secret !== undefined) request.http.headers.set('router-authorization', this.secret);
  }
}

/**
 * `@apollo/gateway` in front of the subgraphs.
 *
 * @param {{ supergraphFiles: Record<string, string>, secret: string }} subgraphs `secret` is that of `customers`.
 */
export async function startApolloGateway({ supergraphFiles, secret }) {
  const gateway = new ApolloGateway({
    supergraphSdl: await readFile(supergraphFiles.supergraph, 'utf8'),
    buildService: ({ name, url }) => new Subgraph({ name, url, secret }),
  });
  const server = new ApolloServer({ gateway, logger: silent, plugins: [traceAll] });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return { url, stop: () => server.stop() };
}

/** What the usage reporting does of its own accord, for some of the requests. */
const traceAll = {
  async requestDidStart({ metrics }) {
    metrics.captureTraces = true;
  },
};

const silent = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, () => {}]));

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Hive Gateway as its users run it: a process of its own, with the example's configuration.
 *
 * @param {{ supergraphFiles: Record<string, string>, secret: string }} subgraphs
 * @param {{ supergraph?: string, config?: string, settings?: Record<string, string> }} how One of the example's
 *   supergraphs and of its configurations, by their names, and what else that configuration reads from the environment.
 */
export async function startHiveGateway(
  { supergraphFiles, secret },
  { supergraph = 'supergraph', config = 'gateway.config.mjs', settings = {} } = {},
) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      fromHere('node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      supergraphFiles[supergraph],
      '--config-path',
      fromHere(`../../schema/supergraph/${config}`),
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
