import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../dist/app.js';
import { readConfig } from '../../dist/config/config.js';
import { supergraphFile, supergraphNames } from '../../examples/gateway/compose.mjs';
import { startOrders } from '../../examples/orders/subgraph.mjs';
import { startRecorder } from './recorder.mjs';

/**
 * Both subgraphs of the example, on free ports, and files of the supergraphs that say where they are. `app` is the
 * service as it is built, `recorder` what a gateway says to it, `statements` the SQL that it sends other than for its
 * creations.
 *
 * @param {Record<string, string>} settings Further settings of the service.
 */
export async function startSubgraphs(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  const secret = 'the-secret-of-the-subgraph';
  const app = await createApp(
    readConfig({ LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), SUBGRAPH_SHARED_SECRET: secret, ...settings }),
  );
  const customersUrl = `${await app.server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  const [orders, recorder] = await Promise.all([startOrders({ port: 0 }), startRecorder(customersUrl)]);

  const statements = [];
  const { sql } = app.database;
  app.database.sql = (text, args) => {
    if (!text.includes('customer_creation')) statements.push(text);
    return sql(text, args);
  };

  const supergraphFiles = {};
  for (const name of supergraphNames) {
    const committed = await readFile(supergraphFile(name), 'utf8');
    supergraphFiles[name] = join(folder, `${name}.graphql`);
    await writeFile(
      supergraphFiles[name],
      committed
        .replace('"http://127.0.0.1:4000/graphql"', JSON.stringify(recorder.url))
        .replace('"http://127.0.0.1:4001/"', JSON.stringify(orders.url)),
    );
  }
  return {
    app,
    secret,
    customersUrl,
    ordersUrl: orders.url,
    recorder,
    statements,
    supergraphFiles,
    async stop() {
      await Promise.all([recorder.stop(), orders.stop()]);
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}
