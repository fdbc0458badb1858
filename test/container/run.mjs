// `npm run test:container`: builds the image and runs what is in it. README.md beside it says what it needs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { baseEnvironment, copyBase } from './base-image.mjs';
import { contained } from './contained.mjs';
import { createDatabase } from './database.mjs';
import { imageTools } from './image.mjs';
import { serve, until } from './server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

if (process.getuid?.() !== 0 || spawnSync('buildah', ['--version']).status !== 0) {
  console.error('This needs root and buildah: apt-get install buildah');
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'test-container-'));
const tools = imageTools(join(directory, 'buildah'));
const database = await createDatabase();
const begun = Date.now();

async function main() {
  const image = build();
  const containers = contained(image);
  try {
    await check(image, containers);
  } finally {
    containers.end();
  }
}

async function check(image, { run, start }) {
  const before = contents(image.root);

  await step('whoever runs in it is nobody, and can write nothing', async () => {
    // Paths in the image.
    const script = `
      const { accessSync, constants, writeFileSync } = require('node:fs');
      console.log(JSON.stringify([process.getuid(), process.getgid(), process.cwd(), process.pid]));
      for (const path of ['/app/x', '/tmp/x', '/data/x', '/etc/x', '/app/dist/main.js']) {
        try { writeFileSync(path, ''); console.log('wrote ' + path); } catch {}
      }`;
    const { output } = await run(['node', '-e', script]);
    assert.deepEqual(JSON.parse(output), [1000, 1000, '/app', 1]);
  });

  const secrets = join(directory, 'secrets');
  const files = { [secrets]: '/run/secrets' };
  const { url } = database;
  mkdirSync(secrets);
  writeFileSync(join(secrets, 'database_url'), url);
  writeFileSync(join(secrets, 'shared_secret'), 'a-secret-for-this-test');
  const settings = {
    DATABASE_URL_FILE: '/run/secrets/database_url',
    SUBGRAPH_SHARED_SECRET_FILE: '/run/secrets/shared_secret',
  };

  await step('without a secret it does not start, and says so', async () => {
    const { code, output } = await run(configuration(image).Cmd, { env: { DATABASE_URL: url } });
    assert.equal(code, 1);
    assert.match(output, /SUBGRAPH_SHARED_SECRET/);
  });

  await step('in production, before the migrations and after them', async () => {
    const server = await serve(start, { env: settings, files });
    assert.equal((await server.admin('/healthz')).status, 200);
    const readiness = await server.admin('/readyz');
    assert.equal(readiness.status, 503);
    assert.match(await readiness.text(), /migrations pending/);

    const first = await run(['node', 'dist/cli/migrate.js'], { env: settings, files });
    assert.deepEqual([first.code, first.output.slice(0, 8)], [0, 'Applied ']);
    const second = await run(['node', 'dist/cli/migrate.js'], { env: settings, files });
    assert.deepEqual([second.code, second.output], [0, 'The database is up to date.\n']);

    await until(async () => (await server.admin('/readyz')).status === 200, 'the service is ready');
    assert.match(await (await server.admin('/metrics')).text(), new RegExp(`build_info{version="${version}"`));
    assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
    assert.equal((await server.create({}, {})).status, 401);
    const { createCustomer } = (await (await server.create({ reference: 'a' })).json()).data;
    assert.equal(createCustomer.__typename, 'ProviderNotConfiguredError');

    const health = healthcheck(image);
    assert.equal((await run(health, { env: server.env })).code, 0, 'healthy');
    const { code, seconds } = await server.stop();
    assert.equal(code, 0, server.output());
    assert.ok(seconds < 5, `it ended after ${seconds} s`);
    assert.notEqual((await run(health, { env: server.env })).code, 0, 'not healthy any more');
    return `first answer after ${server.answered} ms, ended ${seconds} s after SIGTERM`;
  });

  await step('emulated, with traces, GraphiQL and a log for people', async () => {
    const collector = await startCollector();
    const env = {
      ...settings,
      NODE_ENV: 'development',
      EMULATOR: 'all',
      LOG_FORMAT: 'pretty',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
    const server = await serve(start, { env, files, writable: '/data' });
    await until(async () => (await server.admin('/readyz')).status === 200, 'the service is ready');
    const input = {
      reference: 'user-1042',
      firstName: 'Asha',
      lastName: 'Rao',
      email: 'asha.rao@example.com',
      phone: '+12025550143',
    };
    for (const provider of ['XPAY', 'VAULTERA', 'SOAP', 'STAX', 'JUSPAY']) {
      const { data, errors } = await (await server.create(input, undefined, provider)).json();
      assert.equal(data?.createCustomer.created, true, `${provider}: ${JSON.stringify(data ?? errors)}`);
    }
    assert.equal((await fetch(`${server.url}/`, { headers: { accept: 'text/html' } })).status, 200);
    assert.equal((await fetch(`${server.url}/graphiql/graphiql.js`)).status, 200);
    await until(async () => collector.traces() > 0, 'a trace has arrived');
    assert.match(server.output(), /INFO/);
    const memory = server.memory();
    assert.equal((await server.stop()).code, 0, server.output());
    collector.close();
    return `${memory} MB of memory`;
  });

  await step('with the embedded database, and tokens', async () => {
    const env = {
      NODE_ENV: 'development',
      JWT_JWKS_URL: 'https://issuer.example.com/keys',
      JWT_ISSUER: 'https://issuer.example.com',
      JWT_AUDIENCE: 'customers',
    };
    const server = await serve(start, { env, writable: '/data' });
    await until(async () => (await server.admin('/readyz')).status === 200, 'the service is ready');
    assert.equal((await server.create({ reference: 'a' })).status, 401);
    assert.equal((await server.stop()).code, 0, server.output());
    return `first answer after ${server.answered} ms`;
  });

  await step('nothing was written to the image', async () => {
    assert.equal(contents(image.root), before);
  });
}

function build() {
  const base = process.env.NODE_IMAGE ?? 'localhost/node-of-this-machine';
  if (!process.env.NODE_IMAGE) tools.fromDirectory(base, copyBase, baseEnvironment);
  report('base', `${base}, Node.js ${process.env.NODE_IMAGE ? '' : process.version}`);
  // npm's settings and cache of this machine: the registry that it uses here, and what it has fetched already.
  const npm = (key) => execFileSync('npm', ['config', 'get', key], { encoding: 'utf8' }).trim();
  // On the right, the home of the image's root, who installs the packages.
  const volumes = [`${npm('userconfig')}:/root/.npmrc:ro`, `${npm('cache')}:/root/.npm`].filter((volume) =>
    existsSync(volume.split(':')[0]),
  );
  const name = `localhost/unified-customers:${version}`;
  tools.build(name, { context: root, buildArgs: { NODE_IMAGE: base }, volumes });
  const image = { root: tools.mount(name), configuration: tools.configuration(name) };

  const { User, StopSignal, Labels, Cmd, Env, ExposedPorts, Healthcheck } = image.configuration;
  assert.equal(User, '1000:1000');
  assert.equal(StopSignal, 'SIGTERM');
  assert.equal(Labels['org.opencontainers.image.version'], version);
  assert.deepEqual(Cmd, ['node', 'dist/main.js']);
  for (const setting of ['NODE_ENV=production', 'HOST=0.0.0.0']) assert.ok(Env.includes(setting), setting);
  assert.deepEqual(Object.keys(ExposedPorts), ['4000/tcp']);
  assert.equal(Healthcheck.Test[0], 'CMD');
  report(
    'size',
    `${megabytes(join(image.root, 'app'))} MB on top of the base, ${megabytes(join(image.root, 'app/node_modules'))} of it packages`,
  );
  return image;
}

const configuration = (image) => image.configuration;
const healthcheck = (image) => image.configuration.Healthcheck.Test.slice(1);

async function startCollector() {
  let traces = 0;
  const server = createServer((request, response) => {
    if (request.url === '/v1/traces') traces += 1;
    request.resume().on('end', () => response.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, traces: () => traces, close: () => server.close() };
}

/** Everything in a directory, with sizes and times of change. */
const contents = (path) =>
  execFileSync('find', [path, '-printf', '%P %s %T@ %C@\n'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

const megabytes = (path) => Number(execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]);

async function step(what, act) {
  const measured = await act();
  report(what, measured ?? 'yes');
}

function report(what, result) {
  console.log(`${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${what}: ${result}`);
}

try {
  await main();
} finally {
  await database.drop();
  tools.remove();
  rmSync(directory, { recursive: true, force: true });
}
