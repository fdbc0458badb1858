// type-graphql's decorators, behind the results, need it first.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import type { Fault } from '../../src/emulator/faults.js';
import { toResult } from '../../src/graphql/to-result.js';
import {
  type Account,
  errorBody,
  fieldsOf,
  openWorld,
  recordedFor,
  recoverAll,
  type World,
} from '../support/services.js';

/** Short for faults that only the timeout ends; long for all others, so that it never ends them on a busy machine. */
const timeoutMs = { silent: 800, answered: 10_000 } as const;

interface FaultCase {
  readonly name: string;
  /** Affects every request of the creation, but not the look-ups. */
  readonly fault?: (provider: string) => Fault;
  /** Used instead of the emulator, for an address where no provider answers. */
  readonly baseUrl?: () => string;
  /** Only the timeout ends the call. */
  readonly silent?: true;
}

const answers = (status: number, more: Omit<Extract<Fault, { kind: 'status' }>, 'kind' | 'status'> = {}) =>
  ((provider) => ({
    kind: 'status',
    status,
    body: errorBody(provider, 'It is a test.'),
    ...more,
  })) satisfies FaultCase['fault'];

let refusedUrl: string;
let tlsUrl: string;

const faults: readonly FaultCase[] = [
  { name: 'connection refused', baseUrl: () => refusedUrl },
  // `.invalid` never resolves: RFC 6761, 6.4.
  { name: 'host name not resolved', baseUrl: () => 'https://provider.invalid', silent: true },
  { name: 'TLS certificate not trusted', baseUrl: () => tlsUrl },
  { name: 'no answer, not recorded', fault: () => ({ kind: 'hang' }), silent: true },
  { name: 'no answer, recorded', fault: () => ({ kind: 'hang', recorded: true }), silent: true },
  { name: 'reset, not recorded', fault: () => ({ kind: 'reset', recorded: false }) },
  { name: 'reset, recorded', fault: () => ({ kind: 'reset', recorded: true }) },
  { name: 'body cut off', fault: () => ({ kind: 'truncated' }) },
  { name: 'body too slow', fault: () => ({ kind: 'slow-body', ms: 60_000 }), silent: true },
  { name: 'body not JSON', fault: () => ({ kind: 'malformed-json' }) },
  { name: '502 with HTML, not recorded', fault: () => ({ kind: 'html', status: 502 }) },
  { name: '502 with HTML, recorded', fault: () => ({ kind: 'html', status: 502, recorded: true }) },
  { name: '200 with an empty body', fault: () => ({ kind: 'empty', status: 200, recorded: true }) },
  { name: 'success without an id', fault: () => ({ kind: 'no-id' }) },
  { name: 'success, id an object', fault: () => ({ kind: 'wrong-type' }) },
  { name: 'success, id a number', fault: () => ({ kind: 'wrong-type', as: 'number' }) },
  { name: '400', fault: answers(400) },
  { name: '401', fault: answers(401) },
  { name: '403', fault: answers(403) },
  { name: '404', fault: answers(404) },
  { name: '404 with HTML', fault: () => ({ kind: 'html', status: 404 }) },
  { name: '408', fault: answers(408) },
  { name: '409', fault: answers(409) },
  { name: '409 for ever to the same key', fault: answers(409, { replayed: true }) },
  { name: '422', fault: answers(422) },
  { name: '429', fault: answers(429) },
  { name: '429 with Retry-After', fault: answers(429, { headers: { 'retry-after': '30' } }) },
  { name: '500, not recorded', fault: answers(500) },
  { name: '500, recorded', fault: answers(500, { recorded: true }) },
  { name: '503', fault: answers(503) },
];

interface Cell {
  /** The result of `createCustomer`. */
  readonly answer: { readonly typename: string; readonly retryAfterSeconds?: number };
  /** The creation after recovery. */
  readonly creation: Creation;
  /** The number of customers that the provider has from this creation. */
  readonly count: number;
  /** External ids linked at the account. */
  readonly linked: readonly string[];
}

const providers = providerDefinitions.map(({ name, title }) => ({ name, title }));
const cells = new Map<string, Cell>();
const cellOf = (fault: string, provider: string): Cell => {
  const cell = cells.get(`${fault} ${provider}`);
  if (!cell) throw new Error(`${fault} at ${provider} was not tried`);
  return cell;
};

let world: World;

beforeAll(async () => {
  const tls = await listening(createTlsServer(certificate()));
  tlsUrl = `https://localhost:${tls.port}`;
  const nobody = await listening(createTcpServer());
  refusedUrl = `http://127.0.0.1:${nobody.port}`;
  await nobody.close();
  world = await openWorld();
  try {
    await tryAll();
  } finally {
    await tls.close();
  }
}, 120_000);
afterAll(() => world.close());

/** Tries every fault at an account of its own, so that its effect on connections and circuit breaker ends with it. */
async function tryAll(): Promise<void> {
  const accounts = providers.flatMap(({ name: provider }) =>
    faults.map(
      ({ name, baseUrl, silent }): Account => ({
        provider,
        account: accountOf(name),
        timeoutMs: timeoutMs[silent ? 'silent' : 'answered'],
        ...(baseUrl && { baseUrl: baseUrl() }),
      }),
    ),
  );
  const troubled = world.start(accounts);
  const answered = await Promise.all(
    providers.map(async ({ name: provider }) => {
      const results: [string, Cell['answer']][] = [];
      // One after the other, because a fault affects all requests to the provider.
      for (const { name, fault } of faults) {
        if (fault) order(provider, fault);
        const outcome = await troubled.createCustomer(inputFor(name, provider), provider);
        world.emulator.faults.clear(provider);
        results.push([`${name} ${provider}`, outlineOf(toResult(outcome))]);
      }
      return results;
    }),
  );
  await troubled.close();

  // After the faults, a new process with its own connections recovers the open creations.
  const calm = world.start(accounts.map(({ provider, account }) => ({ provider, account, timeoutMs: 1_000 })));
  await recoverAll(world, calm.recovery);
  await calm.close();
  for (const [cell, answer] of answered.flat()) cells.set(cell, { answer, ...(await stateOf(cell)) });
}

function order(provider: string, fault: NonNullable<FaultCase['fault']>): void {
  const times = Number.POSITIVE_INFINITY;
  world.emulator.faults.inject(provider, { operationId: 'createCustomer', times, fault: fault(provider) });
}

const accountOf = (fault: string) => fault.toLowerCase().replaceAll(/\W+/g, '-');

function inputFor(fault: string, provider: string) {
  const reference = `${accountOf(fault)}-${provider.toLowerCase()}`;
  const person = { firstName: 'Asha', lastName: 'Rao', email: `${reference}@example.com`, phone: '+12025550143' };
  return { ...person, reference, account: accountOf(fault) };
}

function outlineOf(result: object): Cell['answer'] {
  const seconds = 'retryAfterSeconds' in result ? result.retryAfterSeconds : undefined;
  return { typename: result.constructor.name, ...(typeof seconds === 'number' && { retryAfterSeconds: seconds }) };
}

async function stateOf(cell: string): Promise<Omit<Cell, 'answer'>> {
  const at = cell.lastIndexOf(' ');
  const [account, provider] = [accountOf(cell.slice(0, at)), cell.slice(at + 1)];
  const where = 'WHERE provider = $1 AND account = $2';
  const [row] = await world.database.sql<{ id: string }>(`SELECT id FROM customer_creation ${where}`, [
    provider,
    account,
  ]);
  const links = await world.database.sql<{ external_id: string }>(
    `SELECT external_id FROM provider_customer ${where}`,
    [provider, account],
  );
  const creation = row && (await world.creations.find(row.id));
  if (!creation) throw new Error(`${cell} left no creation`);
  return {
    creation,
    count: recordedFor(world.emulator, creation).length,
    linked: links.map(({ external_id }) => external_id),
  };
}

describe.each(providers)('$name', ({ name: provider }) => {
  test.each(faults)('$name', ({ name }) => {
    const { creation, count, linked } = cellOf(name, provider);
    const { state, externalId, reason, input, failure } = fieldsOf(creation);
    expect(count).toBeLessThanOrEqual(1);
    expect(['SUCCEEDED', 'FAILED', 'NEEDS_REVIEW']).toContain(state);
    expect(linked).toEqual(state === 'SUCCEEDED' ? [externalId] : []);
    if (state === 'SUCCEEDED') expect(count).toBe(1);
    if (state === 'FAILED')
      expect({ count, failure }).toMatchObject({ count: 0, failure: { kind: expect.any(String) } });
    if (state === 'NEEDS_REVIEW') expect(reason).toMatch(/\w+ \w+/);
    // The input is kept only as long as it may be sent again.
    expect(input === undefined).toBe(state !== 'NEEDS_REVIEW');
  });

  test('the result agrees with the final state', () => {
    for (const { name } of faults) {
      const { answer, creation } = cellOf(name, provider);
      if (answer.typename === 'CreateCustomerSuccess') expect(creation.state).toBe('SUCCEEDED');
      else if (answer.typename !== 'ProviderOutcomeUnknownError')
        expect([name, creation.state]).toEqual([name, 'FAILED']);
    }
  });

  test('Retry-After reaches the caller', () => {
    expect(cellOf('429 with Retry-After', provider).answer.retryAfterSeconds).toBe(30);
    expect(cellOf('429', provider).answer.retryAfterSeconds).toBeUndefined();
  });
});

test('docs/faults.md is up to date', async () => {
  const file = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
  const page = toPage();
  if (process.env.UPDATE_DOCS) await writeFile(file, page);
  expect(page, 'UPDATE_DOCS=1 npx vitest run test/integration/fault-matrix.test.ts writes it anew').toBe(
    await readFile(file, 'utf8'),
  );
});

function toPage(): string {
  const header = ['fault', ...providers.map(({ title }) => title)];
  const rows = faults.map(({ name }) => [name, ...providers.map((provider) => toText(cellOf(name, provider.name)))]);
  const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `${introduction}\n${table}\n`;
}

const toText = ({ answer, creation, count }: Cell) => `\`${answer.typename}\` → ${creation.state}, ${count}`;

const introduction = `# What happens when a provider fails

\`test/integration/fault-matrix.test.ts\` writes this page: it tries every fault at every provider, and fails if the
outcome differs from this page. \`UPDATE_DOCS=1 npx vitest run test/integration/fault-matrix.test.ts\` updates it.

Each cell shows the result of \`createCustomer\` during the fault, then the state of the creation after the fault is over
and recovery has finished, then the number of customers that the provider has from this creation, which is never more
than one. The fault affects every request of the creation, including the HTTP client's retries, but not the look-ups.
"Recorded" means that the provider creates the customer and the fault hides the answer. Statuses without "HTML" have a
body in the provider's own format.

- \`SUCCEEDED\`: the customer is linked. A caller who got \`ProviderOutcomeUnknownError\` finds the customer with
  \`customerCreation(id)\`, or by repeating the request with the same idempotency key or reference.
- \`FAILED\`: certainly nothing was created; the result says why.
- \`NEEDS_REVIEW\`: an operator has to settle the creation, which says why. See [exactly-once.md](exactly-once.md).
`;

function certificate() {
  const read = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
  return { cert: read('localhost.cert.pem'), key: read('localhost.key.pem') };
}

async function listening(server: ReturnType<typeof createTcpServer>) {
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
