// `npm run fuzz`: see README.md beside it.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildSchema } from 'graphql';
import { createRandom } from './random.mjs';
import { body, raw } from './requests.mjs';
import { startStandIn } from './stand-in.mjs';

const { values: flags } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    answers: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    concurrency: { type: 'string', default: '16' },
    silence: { type: 'string', default: '1' },
  },
});
const seed = Number(flags.seed);
const random = createRandom(seed);
/** The event loop may be silent for so long, in seconds, and the heap grow to so much, in bytes. */
const longestSilence = Number(flags.silence);
const largestHeap = 512 * 1024 * 1024;

const failures = new Map();
function fail(what, detail) {
  const seen = failures.get(what);
  failures.set(what, { count: (seen?.count ?? 0) + 1, detail: seen?.detail ?? detail });
}

const schema = buildSchema(await readFile(new URL('../../schema/subgraph.graphql', import.meta.url), 'utf8'), {
  assumeValidSDL: true,
});
const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
const standIn = await startStandIn(createRandom(seed + 1));
const server = spawn(process.execPath, ['dist/main.js'], {
  env: {
    PATH: process.env.PATH,
    PORT: '0',
    DATA_DIR: folder,
    EMULATOR: 'off',
    ...Object.fromEntries(
      [
        ['XPAY_PUBLIC_KEY', 'XPAY_PRIVATE_KEY'],
        ['VAULTERA_API_KEY'],
        ['SOAP_API_KEY'],
        ['STAX_API_KEY'],
        ['JUSPAY_API_KEY', 'JUSPAY_MERCHANT_ID'],
      ].flatMap(([first, ...more]) => {
        const provider = first.split('_')[0];
        return [
          [first, 'a-credential-for-fuzzing'],
          ...more.map((name) => [name, 'another-credential']),
          [`${provider}_BASE_URL`, standIn.url],
          [`${provider}_TIMEOUT_MS`, '2000'],
          // Its limits would keep most answers away.
          [`${provider}_RATE_LIMIT_PER_SECOND`, '100000'],
          [`${provider}_FAILED_REQUESTS_PER_MINUTE`, '1000000'],
        ];
      }),
    ),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let exit;
server.on('exit', (code, signal) => {
  exit = code ?? signal;
});
const log = [];
let url;
server.stdout.setEncoding('utf8').on('data', (chunk) => {
  log.push(chunk);
  url ??= /ready: GraphQL at (http:\/\/[^/]+)/.exec(log.join(''))?.[1];
  if (log.length > 1_000) log.splice(0, 500);
});
while (url === undefined && exit === undefined) await sleep(50);

let sent = 0;
let silence = 0;
let heap = 0;
const total = Number(flags.requests);
const wanted = Number(flags.answers);
const statuses = new Map();

async function post() {
  const text = body(random, schema);
  const headers = { 'content-type': random.chance(0.97) ? 'application/json' : 'text/plain' };
  if (random.chance(0.1)) headers['idempotency-key'] = `k${random.below(50)}`;
  try {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: text,
      signal: AbortSignal.timeout(60_000),
    });
    const said = await answer.text();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500 && answer.status !== 503)
      fail(`status ${answer.status}`, `${text.slice(0, 500)} -> ${said.slice(0, 300)}`);
    if (said.includes('Internal server error'))
      fail('internal error', `${text.slice(0, 500)} -> ${said.slice(0, 300)}`);
    if (said.includes('a-credential-for-fuzzing')) fail('credential shown', text.slice(0, 500));
  } catch (error) {
    if (exit === undefined) fail(`no answer (${error.cause?.code ?? error.name})`, text.slice(0, 500));
  }
}

function bytes() {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(raw(random)));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1];
      if (status >= '500' && status !== '503' && status !== '505' && status !== '501')
        fail(`status ${status} to raw bytes`, chunk.toString().slice(0, 200));
    });
    socket.on('error', resolve);
    socket.on('close', resolve);
  });
}

async function work() {
  while (exit === undefined && (sent < total || standIn.answers < wanted)) {
    sent++;
    await (random.chance(0.1) ? bytes() : post());
  }
}

async function watch(until) {
  while (exit === undefined && !until.over) {
    await sleep(1_000);
    try {
      const metrics = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
      const read = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? 0);
      silence = Math.max(silence, read('nodejs_eventloop_lag_max_seconds'));
      heap = Math.max(heap, read('nodejs_heap_size_used_bytes'));
      const ready = await fetch(`${url}/readyz`);
      if (ready.status !== 200) fail('not ready', await ready.text());
    } catch (error) {
      if (exit === undefined && !until.over) fail('metrics not served', String(error.cause ?? error));
    }
  }
}

const until = { over: false };
const watching = watch(until);
await Promise.all(Array.from({ length: Number(flags.concurrency) }, work));
until.over = true;
await watching;
if (exit !== undefined) fail('the process ended', String(exit));
if (silence > longestSilence) fail('the event loop was silent', `${silence.toFixed(2)} s`);
if (heap > largestHeap) fail('the heap grew', `${Math.round(heap / 1e6)} MB`);

console.log(
  `seed ${seed}: ${sent} requests, ${standIn.answers} answers of providers; ` +
    `longest silence ${silence.toFixed(2)} s, largest heap ${Math.round(heap / 1e6)} MB; ` +
    `statuses ${JSON.stringify(Object.fromEntries(statuses))}`,
);
for (const [what, { count, detail }] of failures) console.error(`${count} × ${what}, e.g. ${detail}`);
server.kill('SIGKILL');
standIn.stop();
await rm(folder, { recursive: true, force: true });
process.exit(failures.size > 0 ? 1 : 0);
