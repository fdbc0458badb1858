import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecords, rowsReported, type Store, words } from './store.js';
import { until } from './until.js';

/** An embedded database, inside the server: a module loaded into the server stops it at a statement, or kills it there. */
export async function openPgliteStore(): Promise<Store & { readonly dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crash-pglite-'));
  const order = join(dataDir, 'hold.json');
  const report = join(dataDir, 'hold.log');
  const stopped = () => (existsSync(report) ? rowsReported(readFileSync(report, 'utf8')) : 0);
  return {
    dataDir,
    backend: 'PGlite',
    settings: { DATA_DIR: dataDir, HOLD_ORDER: order, HOLD_REPORT: report },
    preload: new URL('pglite-hold.mjs', import.meta.url),
    // All others wait behind a statement that has begun.
    atOnce: (when) => (when === 'during' ? 1 : Number.POSITIVE_INFINITY),
    async hold(statement, when, round) {
      // Settling takes ten writes, and the eleventh never comes: any eleven rounds in a row meet each of them.
      await writeFile(order, JSON.stringify({ words: words[statement], when, write: 1 + ((4 * round) % 11) }));
      return {
        async reached(count, withinMs) {
          await until(() => stopped() >= count, withinMs);
          return stopped();
        },
        async finish() {
          await rm(order, { force: true });
          await rm(report, { force: true });
        },
      };
    },
    // The server that has the database to itself does that when it starts.
    expireLeases: async () => {},
    read: () => readRecords({ dataDir }),
    drop: () => rm(dataDir, { recursive: true, force: true }),
  };
}
