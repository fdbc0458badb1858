import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from '../support/free-port.js';
import { runNode, startProcess } from '../support/processes.js';
import { createProducts } from './products/server.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const gatewayFolder = fileURLToPath(new URL('../../examples/gateway/', import.meta.url));
/** Apollo's package: its tests, and two subgraphs that they need besides. */
export const suite = join(here, 'suite/node_modules/@apollo/federation-subgraph-compatibility-tests');

/** Where the tests look for the gateway; nothing changes it. */
const gatewayPort = 4_000;

/** Products as this project serves them, Apollo's subgraphs beside it, and Hive Gateway in front of all. */
export interface CompatibilityStack {
  readonly productsUrl: string;
  stop(): Promise<void>;
}

/** @throws Error when another process has the port that the tests need. */
export async function startStack(): Promise<CompatibilityStack> {
  await assertFree(gatewayPort);
  const folder = await mkdtemp(join(tmpdir(), 'apollo-compatibility-'));
  const stops = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const products = await createProducts();
    stops.push(() => products.close());
    const productsUrl = `${await products.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    const others = await Promise.all(['users', 'inventory'].map(startApolloSubgraph));
    for (const { running } of others) stops.push(running.stop);

    const schema = join(folder, 'products.graphql');
    await writeFile(schema, await fetchSdl(productsUrl));
    const supergraph = await compose(folder, [{ name: 'products', url: productsUrl, schema }, ...others]);
    stops.push((await startGateway(supergraph)).stop);
    return { productsUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assertFree(port: number): Promise<void> {
  const probe = createServer().listen(port);
  await once(probe, 'listening').catch((cause) => {
    throw new Error(`Port ${port} is taken: Apollo's tests look for their gateway there, and nowhere else`, { cause });
  });
  probe.close();
  await once(probe, 'close');
}

async function startApolloSubgraph(name: string) {
  const port = String(await freePort());
  const url = `http://localhost:${port}/`;
  const folder = join(suite, 'dist/subgraphs', name);
  const running = await startProcess({
    args: [join(folder, 'index.js')],
    env: { [`${name.toUpperCase()}_PORT`]: port },
    ready: new Request(`${url}?query={__typename}`, { headers: { 'apollo-require-preflight': 'true' } }),
  });
  return { name, url, schema: join(folder, `${name}.graphql`), running };
}

async function fetchSdl(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data } = (await answer.json()) as { data: { _service: { sdl: string } } };
  return data._service.sdl;
}

interface Composed {
  readonly name: string;
  readonly url: string;
  /** The file of its schema. */
  readonly schema: string;
}

/** @returns the file of the supergraph, as Apollo's composition makes it. */
async function compose(folder: string, composed: readonly Composed[]): Promise<string> {
  const subgraphs = Object.fromEntries(
    composed.map(({ name, url, schema }) => [name, { routing_url: url, schema: { file: pathToFileURL(schema).href } }]),
  );
  const file = join(folder, 'supergraph');
  // JSON is YAML.
  await writeFile(`${file}.yaml`, JSON.stringify({ subgraphs }));
  await runNode([join(gatewayFolder, 'compose.mjs'), pathToFileURL(file).href], { cwd: folder });
  return `${file}.graphql`;
}

function startGateway(supergraph: string) {
  const port = String(gatewayPort);
  const bin = join(gatewayFolder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
  const config = join(here, 'gateway.config.mjs');
  return startProcess({
    args: [bin, 'supergraph', supergraph, '--config-path', config, '--host', '127.0.0.1', '--port', port],
    ready: `http://127.0.0.1:${port}/readiness`,
  });
}
