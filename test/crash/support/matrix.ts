import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, customerIds, type Findings } from './audit.js';
import { type EmulatorProcess, startEmulatorProcess } from './emulator-process.js';
import { type Gate, openGate, type Trap } from './gate.js';
import { type History, openHistory } from './history.js';
import { askable, type Provider, providers, settingsFor, timeoutMs } from './providers.js';
import { type CreateAnswer, type CustomerInput, type ServerProcess, startServer } from './server-process.js';
import type { Statement, Store, When } from './store.js';
import { until } from './until.js';

/** Where the server is to be killed: at a statement on its database, or at a call to a provider. */
type Place =
  | { readonly statement: Statement; readonly when: When }
  /** `share` of the rounds that have passed, above 0 and below 1. */
  | { readonly trap: (round: number, share: number) => Trap };

export interface Step {
  readonly name: string;
  readonly kill: Place;
  /** A second kill, when the server that was started again is recovering from the first. */
  readonly killAgain?: (round: number, share: number) => Place;
  readonly providers?: readonly Provider[];
}

const odd = (round: number) => round % 2 === 1;
const sending = (at: Trap['at']): Place => ({ trap: () => ({ method: 'POST', at }) });

export const steps: readonly Step[] = [
  { name: 'before the insert', kill: { statement: 'begin', when: 'before' } },
  { name: 'inserted, not sent', kill: { statement: 'begin', when: 'after' } },
  {
    name: 'request half sent',
    kill: { trap: (_, share) => ({ method: 'POST', at: 'half-request', share }) },
  },
  { name: 'recorded, not answered', kill: sending('answer') },
  { name: 'answered, not settled', kill: { statement: 'settle', when: 'before' } },
  { name: 'during settling', kill: { statement: 'settle', when: 'during' } },
  {
    name: 'recovery: looking up',
    providers: askable,
    kill: { trap: (round) => ({ method: 'POST', at: odd(round) ? 'answer' : 'request' }) },
    killAgain: (round) => ({ trap: () => ({ method: 'GET', at: round % 4 < 2 ? 'answer' : 'request' }) }),
  },
  {
    name: 'recovery: sending again',
    kill: sending('request'),
    killAgain: (round, share) => ({
      trap: () => (odd(round) ? { method: 'POST', at: 'answer' } : { method: 'POST', at: 'half-request', share }),
    }),
  },
  {
    name: 'recovery: settling',
    kill: sending('answer'),
    killAgain: (round) => ({ statement: 'settle', when: odd(round) ? 'before' : 'after' }),
  },
];

/** What came of the rounds of one step at one provider. */
export interface Cell {
  rounds: number;
  /** Rounds in which the server was killed at that very place. */
  hit: number;
  succeeded: number;
  failed: number;
  review: number;
  /** Neither after all the time that recovery was given. */
  open: number;
  duplicates: number;
  /** Acknowledged, or recorded by the provider, and not there any more. */
  lost: number;
  /** A repeat of the request was answered with another customer. */
  differs: number;
}

/** One victim of a kill: a customer that a client asked for. */
interface Victim {
  readonly provider: Provider;
  readonly input: CustomerInput;
}

export interface Matrix {
  readonly cells: ReadonlyMap<string, Cell>;
  /** Of all calls so far. */
  readonly history: History;
  /** Kills the server in so many rounds, with one customer per provider under way in each. */
  run(step: Step, rounds: number): Promise<void>;
  /** Ends the server in the usual way and looks at everything. */
  finish(): Promise<Findings>;
  close(): Promise<void>;
}

/** How long recovery may take, in milliseconds: the longest lease, of 3 × timeout + 5 s, and the work itself. */
const patienceMs = 3 * timeoutMs + 5_000 + 15_000;

export async function openMatrix(store: Store): Promise<Matrix> {
  const emulatorDir = await mkdtemp(join(tmpdir(), 'crash-emulator-'));
  const emulator: EmulatorProcess = await startEmulatorProcess(emulatorDir);
  const gates = new Map<Provider, Gate>();
  for (const provider of providers) gates.set(provider, await openGate(emulator.baseUrl(provider)));
  const gate = (provider: Provider) => gates.get(provider) as Gate;
  const settings = { ...settingsFor((provider) => gate(provider).url), ...store.settings };
  const start = (untilItListens = false) => startServer(settings, { preload: store.preload, untilItListens });
  const cells = new Map<string, Cell>();
  let server: ServerProcess = await start();
  const history = openHistory();
  const create = (provider: Provider, input: CustomerInput) => history.createCustomer(server, provider, input);

  async function crash(step: Step, group: readonly Provider[], round: number, rounds: number): Promise<void> {
    const name = `${step.name}.${round}`.replace(/[^a-z0-9.]+/g, '-');
    const victims = group.map((provider): Victim => ({ provider, input: customer(provider, name, odd(round)) }));
    const bystanders = await Promise.all(
      group.map((provider) => acknowledged(provider, customer(provider, `by.${name}`))),
    );
    const share = (round + 1) / (rounds + 1);
    // To save time, leases are cut short in the database; after the last kill of each step they run out by themselves.
    const expires = round < rounds - 1;

    const first = await stage(step.kill, group, round, share);
    const answers = victims.map(({ provider, input }) => create(provider, input).catch(() => undefined));
    let hits = await first.reached();
    await server.kill();
    await first.finish();
    const early = await Promise.all(answers);
    if (expires || step.killAgain) await store.expireLeases();

    if (step.killAgain) {
      const second = await stage(step.killAgain(round, share), group, round, share);
      server = await start(true);
      const again = await second.reached();
      hits = hits.map((hit, index) => hit && again[index] === true);
      await server.kill();
      await second.finish();
      if (expires) await store.expireLeases();
    }

    server = await start();
    if (step.name !== 'before the insert') {
      await until(async () => (await Promise.all(victims.map(isLinked))).every(Boolean), patienceMs, 50);
    }
    await Promise.all(
      victims.map(async (victim, index) => {
        const cell = cellOf(step, victim.provider);
        cell.rounds += 1;
        if (hits[index]) cell.hit += 1;
        if (!(await bystanders[index]?.isThere())) cell.lost += 1;
        await judge(victim, cell, early[index]);
      }),
    );
  }

  /** Repeats the request of a client that got no answer, and compares the answer with the provider's customer store. */
  async function judge({ provider, input }: Victim, cell: Cell, early: CreateAnswer | undefined): Promise<void> {
    const answer = await repeated(provider, input);
    const ids = await customerIds(emulator, provider, input.email as string);
    cell.duplicates += Math.max(0, ids.length - 1);
    if (answer.kind !== 'succeeded') {
      cell[answer.kind] += 1;
      return;
    }
    cell.succeeded += 1;
    if (answer.externalId !== ids[0]) cell.lost += 1;
    if (early?.providerCustomer && early.providerCustomer.externalId !== answer.externalId) cell.differs += 1;
    if ((await server.linkedEmail(provider, answer.externalId)) !== input.email) cell.lost += 1;
  }

  type Repeated =
    | { readonly kind: 'succeeded'; readonly externalId: string }
    | { readonly kind: 'failed' | 'review' | 'open' };

  async function repeated(provider: Provider, input: CustomerInput): Promise<Repeated> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { providerCustomer, creation, retryable } = await create(provider, input);
      if (providerCustomer) return { kind: 'succeeded', externalId: providerCustomer.externalId };
      if (creation?.status === 'NEEDS_REVIEW') return { kind: 'review' };
      // On a busy machine a call may find no time to be sent, and says so.
      const isOver = Date.now() > deadline;
      if (!creation && (!retryable || isOver)) return { kind: 'failed' };
      if (isOver) return { kind: 'open' };
      if (!creation) await sleep(100);
    }
  }

  /** A customer whose creation was acknowledged before the kill. */
  async function acknowledged(provider: Provider, input: CustomerInput) {
    const answer = await repeated(provider, input);
    if (answer.kind !== 'succeeded') throw new Error(`${provider} did not create a customer before the kill`);
    const { externalId } = answer;
    return { isThere: async () => (await server.linkedEmail(provider, externalId)) === input.email };
  }

  async function isLinked({ provider, input }: Victim): Promise<boolean> {
    const [externalId] = await customerIds(emulator, provider, input.email as string);
    return externalId !== undefined && (await server.linkedEmail(provider, externalId)) === input.email;
  }

  /** Prepares the place where the server is to be killed; `reached` tells for each provider whether it stands there. */
  async function stage(place: Place, group: readonly Provider[], round: number, share: number) {
    if ('statement' in place) {
      const hold = await store.hold(place.statement, place.when, round);
      return {
        async reached(): Promise<boolean[]> {
          const count = await hold.reached(group.length, patienceMs);
          return group.map(() => count >= group.length);
        },
        finish: () => hold.finish(),
      };
    }
    const caught = group.map((provider) => gate(provider).set(place.trap(round, share)));
    return {
      async reached(): Promise<boolean[]> {
        await until(() => caught.every(({ holds }) => holds), patienceMs, 2);
        return caught.map(({ holds }) => holds);
      },
      async finish() {
        for (const provider of group) gate(provider).clear();
      },
    };
  }

  function cellOf({ name }: Step, provider: Provider): Cell {
    const key = `${name} | ${provider}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = {
        rounds: 0,
        hit: 0,
        succeeded: 0,
        failed: 0,
        review: 0,
        open: 0,
        duplicates: 0,
        lost: 0,
        differs: 0,
      };
      cells.set(key, cell);
    }
    return cell;
  }

  return {
    cells,
    history,
    async run(step, rounds) {
      const group = step.providers ?? providers;
      for (let round = 0; round < rounds; round += 1) {
        const places = [step.kill, ...(step.killAgain ? [step.killAgain(round, 0.5)] : [])];
        const atOnce = Math.min(
          group.length,
          ...places.map((at) => ('when' in at ? store.atOnce(at.when) : Number.POSITIVE_INFINITY)),
        );
        for (let first = 0; first < group.length; first += atOnce) {
          await crash(step, group.slice(first, first + atOnce), round, rounds);
        }
      }
    },
    async finish() {
      server.signal('SIGTERM');
      await server.exited;
      return audit(emulator, await store.read());
    },
    async close() {
      await server.kill();
      for (const { close } of gates.values()) close();
      await emulator.stop();
      await rm(emulatorDir, { recursive: true, force: true });
      await store.drop();
    },
  };
}

/** Right for every provider; every second one with a reference, under which the provider then knows the customer. */
function customer(provider: Provider, name: string, withReference = false): CustomerInput {
  const id = `${name}.${provider}`.toLowerCase();
  return {
    firstName: 'Asha',
    lastName: 'Rao',
    email: `${id}@example.com`,
    phone: '+12025550143',
    idempotencyKey: id,
    ...(withReference && { reference: `reference-${id.replaceAll('.', '-')}` }),
  };
}

/** The table, a line for each step and provider. */
export function printed(title: string, cells: ReadonlyMap<string, Cell>): string {
  const columns = ['rounds', 'hit', 'succeeded', 'failed', 'review', 'open', 'duplicates', 'lost', 'differs'] as const;
  const line = (first: string, rest: readonly (string | number)[]) =>
    [first.padEnd(36), ...rest.map((value, index) => String(value).padStart(columns[index]?.length ?? 0))].join('  ');
  return [
    `\n${line(title, columns)}`,
    ...[...cells].map(([key, cell]) =>
      line(
        key,
        columns.map((column) => cell[column]),
      ),
    ),
  ].join('\n');
}
