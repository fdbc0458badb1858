import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diffFromMigrations, migrationsDirectory } from '../repositories/migrations.js';
import { connectPglite } from '../repositories/pglite-connection.js';

/**
 * `npm run db:diff`: prints the SQL that turns the result of the migrations into `prisma/schema.prisma`. It needs no
 * database server. With `-- --name what-changed` it writes the SQL as a new migration; review it before you commit it.
 */
async function main(): Promise<void> {
  const { name } = parseArgs({ options: { name: { type: 'string' } } }).values;
  const connection = await connectPglite({});
  const script = await diffFromMigrations(connection).finally(() => connection.close());
  if (script === undefined) {
    console.log('-- The migrations match prisma/schema.prisma.');
    return;
  }
  if (name === undefined) {
    console.log(script);
    return;
  }
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = join(migrationsDirectory, `${timestamp}_${name.replace(/\W+/g, '_')}`);
  await mkdir(directory);
  await writeFile(join(directory, 'migration.sql'), script, { flag: 'wx' });
  console.log(`Wrote ${join(directory, 'migration.sql')}`);
}

await main();
