// `npm run build`: generates what is generated and compiles src/ into dist/, unless dist/ was made from the same files.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** All that the result depends on. The lock file stands for the packages: their types, and the compiler. */
const sources = [
  'src',
  'prisma',
  'schema',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const generated = 'src/generated';
/** Beside what was made, so that it goes when that goes. */
const stamp = join(root, 'dist/.made-from');

/** Asked for only when there is something to do, so that a built checkout starts without the packages for development. */
function compile() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const options = { cwd: root, stdio: 'inherit' };
  return spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', 'tsconfig.build.json'], options).status ?? 1;
}

/** Of names and contents: times change when a branch is checked out, and need not change when a copy is made. */
function fingerprint(paths, except) {
  const hash = createHash('sha256');
  const files = paths.flatMap((path) => [...filesIn(path, except)]);
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function* filesIn(path, except) {
  const entry = statSync(join(root, path), { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return yield* entry ? [path] : [];
  for (const name of readdirSync(join(root, path))) {
    const inner = `${path}/${name}`;
    if (name !== 'node_modules' && inner !== except) yield* filesIn(inner, except);
  }
}

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

// What is saved while the compiler runs is built the next time.
const madeFrom = fingerprint(sources, generated);
const stampNow = () => `${madeFrom}\n${fingerprint([generated])}\n`;

if (readStamp() !== stampNow()) {
  // Before the first step: a build that was interrupted is done again.
  rmSync(stamp, { force: true });
  generate();
  const status = compile();
  if (status !== 0) process.exit(status);
  writeFileSync(stamp, stampNow());
}
