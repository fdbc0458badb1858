import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { logConfiguration, logWhenReady } from '../../src/startup-log.js';

function recorder() {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
  return { lines, log };
}

function configurationOf(env: Record<string, string>): string[] {
  const { lines, log } = recorder();
  logConfiguration(readConfig(env), log);
  return lines;
}

test('all emulated providers are in one line', () => {
  expect(configurationOf({})).toEqual([
    'database: embedded, in .data',
    'providers: EMULATED by this process: XPAY, VAULTERA, SOAP, STAX, JUSPAY',
  ]);
});

test('accounts are listed by their modes', () => {
  const env = { STAX_API_KEY: 'key', STAX__EU__API_KEY: 'key', STAX_ENVIRONMENT: 'live', SOAP_API_KEY: 'key' };
  expect(configurationOf(env)).toContain(
    'providers: LIVE: STAX, STAX (eu); TEST: SOAP; EMULATED by this process: XPAY, VAULTERA, JUSPAY',
  );
});

test('without providers it says what to do', () => {
  expect(configurationOf({ EMULATOR: 'off' })).toEqual([
    'database: embedded, in .data',
    'providers: none',
    "no customer can be created: set a provider's credentials, or EMULATOR=all; README.md lists them",
  ]);
  expect(configurationOf({ NODE_ENV: 'production' }).at(-1)).not.toContain('EMULATOR');
});

const address = 'http://127.0.0.1:4000';

/** The application, with what it says in turn of why it is not ready. */
function started(reasons: (string | undefined)[]) {
  const { lines, log } = recorder();
  const app = { server: { log }, notReady: vi.fn(async () => reasons.shift()) };
  return { lines, app };
}

test.each([
  {
    graphiql: true,
    line: `ready: GraphQL at ${address}/graphql; open ${address}/ in a browser for GraphiQL, with examples`,
  },
  { graphiql: false, line: `ready: GraphQL at ${address}/graphql` },
])('names GraphiQL only where it is served: $graphiql', async ({ graphiql, line }) => {
  const { lines, app } = started([undefined]);
  await logWhenReady(app, { graphiql }, address);
  expect(lines).toEqual([line]);
});

test('does not say "ready" before the database is', async () => {
  const { lines, app } = started(['the database does not answer', undefined]);
  app.notReady.mockImplementationOnce(async () => {
    expect(lines).toEqual([]);
    return 'the database does not answer';
  });
  await logWhenReady(app, { graphiql: false }, address);
  expect(app.notReady).toHaveBeenCalledTimes(3);
  expect(lines).toEqual([`ready: GraphQL at ${address}/graphql`]);
});

test('says nothing of being ready once it stops', async () => {
  const { lines, app } = started(['draining']);
  await logWhenReady(app, { graphiql: true }, address);
  expect(lines).toEqual([]);
});
