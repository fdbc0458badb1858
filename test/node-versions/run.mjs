// Runs `npm test` on each version of Node.js that is promised, or on those that are named: `-- 24 26`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The first is the oldest that `engines` in package.json allows. */
const all = ['20.19.0', '22', '24', '26'];
const wanted = process.argv.slice(2);
/** npm has the programs of Node.js as packages, one for each kind of machine. */
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  return status === 0;
}

/** @returns whether everything passed. */
function testOn(version) {
  const directory = mkdtempSync(join(tmpdir(), 'node-versions-'));
  try {
    const install = ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`];
    if (!run('npm', install)) return false;
    const env = { ...process.env, PATH: join(directory, 'node_modules', name, 'bin') + delimiter + process.env.PATH };
    console.log(
      `\n== Node.js ${version}: ${spawnSync('node', ['--version'], { env, encoding: 'utf8' }).stdout.trim()}`,
    );
    // A package that is not made for this version would be named here.
    return run('npm', ['ci', '--dry-run', '--engine-strict', '--silent'], { env }) && run('npm', ['test'], { env });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const results = (wanted.length > 0 ? wanted : all).map((version) => ({ version, passed: testOn(version) }));
console.log('');
for (const { version, passed } of results) console.log(`Node.js ${version.padEnd(8)} ${passed ? 'passed' : 'failed'}`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
