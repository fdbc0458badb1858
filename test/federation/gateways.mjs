import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startApolloGateway as startApollo } from '../../examples/gateway/apollo-gateway.mjs';
import { freePort } from '../support/free-port.mjs';
import { startProgram } from './program.mjs';

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
  const { stop } = await startProgram({
    file: process.execPath,
    args: [
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
    env: { ...settings, SUBGRAPH_SHARED_SECRET: secret },
    ready: `http://127.0.0.1:${port}/readiness`,
  });
  return { url: `http://127.0.0.1:${port}/graphql`, stop };
}
