// `npm run dev`: serves src/, and serves it anew whenever something is saved.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { watch } from 'chokidar';
import { compile, output } from './compile.mjs';
import { generate } from './generate.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const serverProcess = fileURLToPath(new URL('server-process.mjs', import.meta.url));
/** npm writes this one last. */
const installed = 'node_modules/.package-lock.json';
const watched = ['src', 'schema/providers', 'prisma/schema.prisma', 'prisma/migrations', installed];

/** How long a save of many files may take to be one change, in milliseconds. */
const gatherMs = 20;
/** How long requests may take to finish when a server is replaced, in milliseconds. */
const finishMs = 1_000;
/** After which time what is not urgent begins, in milliseconds: the new server starts meanwhile. */
const laterMs = 1_500;

const say = (text) => process.stderr.write(`dev: ${text}\n`);

let packages = [];
/** The process that serves, and the one that would be next. */
let serving;
let next;
/** The running check of types. */
let check;
let later;
let ending = false;

/** The directory that a process holds is free only when it has ended, so nothing else would do. */
async function ended(child) {
  if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function end(child) {
  if (!child) return;
  child.kill('SIGINT');
  // The second signal ends it at once: creations in flight are on record.
  const impatience = setTimeout(() => child.kill('SIGINT'), finishMs);
  const despair = setTimeout(() => child.kill('SIGKILL'), 2 * finishMs);
  await ended(child);
  clearTimeout(impatience);
  clearTimeout(despair);
}

/** In a process group of its own, so that Ctrl-C reaches it only once, through `end`. */
function startProcess() {
  return fork(serverProcess, [JSON.stringify(packages)], {
    cwd: root,
    execArgv: [...process.execArgv, '--enable-source-maps'],
    detached: true,
  });
}

/** The process that is next; a new one if there is none, or if it died. */
function upcoming() {
  if (!next?.connected) next = startProcess();
  return next;
}

async function serve() {
  const old = serving;
  serving = undefined;
  await end(old);
  if (ending) return;
  const server = upcoming();
  next = undefined;
  serving = server;
  server.once('exit', (code) => {
    if (server === serving && !ending) say(`the server ended (${code}). It starts again when a file is saved.`);
  });
  server.send(pathToFileURL(`${output}/main.js`).href);
  later = setTimeout(prepare, laterMs);
}

/** What makes the next save quick, and then what the compiler has to say about this one. */
function prepare() {
  upcoming().once('message', checkTypes);
}

function checkTypes() {
  if (ending) return;
  const options = ['-p', 'tsconfig.build.json', '--noEmit', '--tsBuildInfoFile', `${output}/.tsbuildinfo`];
  check = spawn('node_modules/.bin/tsc', options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
}

/** With the compiler that it started. */
function stopCheck() {
  if (check?.exitCode === null && check.signalCode === null) process.kill(-check.pid, 'SIGKILL');
}

let changed = true;
let isStale = true;
let working = false;

/** One change after the other; what is saved while it works makes it work once more. */
async function work() {
  if (working) return;
  working = true;
  while (changed && !ending) {
    changed = false;
    clearTimeout(later);
    stopCheck();
    if (packages.length > 0) upcoming();
    try {
      if (isStale) generate();
      isStale = false;
      packages = await compile();
    } catch (error) {
      say(`${error.message}\nWhat was served before is still served. Save a repaired file.`);
      continue;
    }
    if (!changed) await serve();
  }
  working = false;
}

async function stop() {
  if (ending) process.exit(1);
  ending = true;
  clearTimeout(later);
  stopCheck();
  next?.kill('SIGKILL');
  await Promise.all([end(serving), watcher.close()]);
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

rmSync(output, { recursive: true, force: true });
const watcher = watch(watched, { cwd: root, ignoreInitial: true, ignored: (path) => /\bsrc\/generated\b/.test(path) });
await once(watcher, 'ready');
watcher.on('all', async (_event, name) => {
  say(`changed: ${name}`);
  if (name === installed) {
    next?.kill('SIGKILL');
    next = undefined;
  }
  if (/\.(prisma|yaml)$/.test(name)) isStale = true;
  changed = true;
  await sleep(gatherMs);
  await work();
});
await work();
