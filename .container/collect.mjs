// `node .container/collect.mjs DIRECTORY`: copies what the image holds into a directory, which is then its /app.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodeFileTrace } from '@vercel/nft';

const root = fileURLToPath(new URL('..', import.meta.url));
const [, , target] = process.argv;
if (!target) throw new Error('name the directory to copy to');

/** What is started in the image. Whatever these import is found by reading them, lazy imports included. */
const entries = ['dist/main.js', 'dist/cli/migrate.js', 'dist/emulator/main.js'];

/** What is read by a path that is put together at run time. */
const read = ['LICENSE', 'package.json', 'prisma/migrations', 'prisma/schema.prisma', 'schema/providers'];
const engine = 'node_modules/@prisma/schema-engine-wasm';
const engineFiles = ['schema_engine.js', 'schema_engine_bg.wasm'].map((file) => join(engine, file));

const { fileList } = await nodeFileTrace(
  entries.map((entry) => join(root, entry)),
  { base: root, processCwd: root },
);
const packages = new Set(
  [...fileList].flatMap((file) => /^node_modules\/.*(?<=node_modules\/)(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);

/** Licences ask to go along with what they license. */
const licences = [...packages].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
    .map((file) => join(folder, file)),
);

for (const file of [...fileList, ...read, ...engineFiles, ...licences]) {
  if (!existsSync(join(root, file))) throw new Error(`${file} is missing`);
  mkdirSync(dirname(join(target, file)), { recursive: true });
  cpSync(join(root, file), join(target, file), { recursive: true, dereference: true });
}
console.log(`${fileList.size} files, ${packages.size} packages, ${licences.length} licences and notices`);
