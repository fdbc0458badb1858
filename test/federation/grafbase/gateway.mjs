import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.mjs';
import { startProgram } from '../program.mjs';

const program = fileURLToPath(
  new URL('node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase', import.meta.url),
);
const example = fileURLToPath(new URL('../../../examples/gateway/grafbase.toml', import.meta.url));

/**
 * The example with Grafbase, as its development server runs it: it composes the subgraphs itself.
 *
 * @param {{ recorder: { url: string }, ordersUrl: string, secret: string }} subgraphs `secret` is that of `customers`.
 * @param {{ passesTokens?: boolean, schema?: string }} [how] `schema` is a file in the folder of the subgraph's own.
 */
export async function startGrafbase(
  { recorder, ordersUrl, secret },
  { passesTokens = false, schema = 'subgraph.graphql' } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'grafbase-'));
  const config = join(folder, 'grafbase.toml');
  const committed = await readFile(example, 'utf8');
  const changed = committed
    .replace('"http://127.0.0.1:4000/graphql"', JSON.stringify(recorder.url))
    .replace('"http://127.0.0.1:4001/"', JSON.stringify(ordersUrl))
    .replace('subgraph.graphql', schema)
    .replaceAll(/(?<=schema_path = )"(.+)"/g, (_, path) => JSON.stringify(resolve(dirname(example), path)));
  await writeFile(config, passesTokens ? `${changed}\n${forwardsToken}` : changed);
  const address = `127.0.0.1:${await freePort()}`;
  const { output, stop } = await startProgram({
    file: program,
    args: ['--home', folder, 'dev', '--config', config, '--listen-address', address],
    env: { SUBGRAPH_SHARED_SECRET: secret },
    ready: `http://${address}/health`,
  });
  return {
    url: `http://${address}/graphql`,
    output,
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What docs/gateway.md says to add where the subgraph checks tokens. */
const forwardsToken = `
[[subgraphs.customers.headers]]
rule = "forward"
name = "authorization"
`;
