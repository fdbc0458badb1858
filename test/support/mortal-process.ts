import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentDataSource } from '../../src/datasources/payment-data-source.js';
import type { CreationStore } from '../../src/domain/creation-store.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import type { Account, ServiceProcess, World } from './services.js';

/** How a process gets through its next steps: every call of the store or of a provider has three. */
export interface Fate {
  /** Milliseconds to wait before each step, from the first on and then over again; none when empty. */
  readonly delays: readonly number[];
  /** The step that it does not live to see. */
  readonly diesAt?: number | undefined;
}

/** A process that can die between any two steps. What it had asked others to do by then still happens. */
export interface MortalProcess extends ServiceProcess {
  readonly alive: boolean;
  /** From its next step on, another fate. */
  meet(fate: Fate): void;
  /** What the work comes to, or undefined when the process dies before it can tell. */
  outlive<T>(work: () => Promise<T>): Promise<T | undefined>;
  die(): void;
  /** Resolves when all that it asked others to do has been done, also after its death. */
  aftermath(): Promise<void>;
}

export function startMortal(world: World, accounts: readonly Account[]): MortalProcess {
  let fate: Fate = { delays: [] };
  let steps = 0;
  let alive = true;
  let bury = () => {};
  const death = new Promise<undefined>((resolve) => {
    bury = () => resolve(undefined);
  });
  const never = new Promise<never>(() => {});
  const asked = new Set<Promise<unknown>>();
  const die = () => {
    alive = false;
    bury();
  };

  async function step(): Promise<void> {
    steps += 1;
    if (alive && steps === fate.diesAt) die();
    const ms = fate.delays[steps % fate.delays.length];
    if (alive && ms) await sleep(ms);
    if (!alive) await never;
  }

  /** It may die before the call, while it is under way, and before what came of it is known. */
  const mortal: Mortal =
    (call) =>
    async (...args) => {
      await step();
      const result = call(...args);
      // Nobody may be left to hear that it failed.
      const done = result.catch(() => {}).finally(() => asked.delete(done));
      asked.add(done);
      await step();
      const value = await result;
      await step();
      return value;
    };

  const process = world.start(
    accounts,
    (dependencies) =>
      ({
        ...dependencies,
        customers: {
          findTarget: mortal(dependencies.customers.findTarget),
          keepReference: mortal(dependencies.customers.keepReference),
        },
        links: { find: mortal(dependencies.links.find) },
        creations: mortalCreations(dependencies.creations, mortal),
        dataSource(provider, account) {
          const source = dependencies.dataSource(provider, account);
          return source && mortalSource(source, mortal);
        },
      }) satisfies Dependencies,
  );

  return {
    ...process,
    get alive() {
      return alive;
    },
    meet(next) {
      fate = next;
      steps = 0;
    },
    outlive: (work) => Promise.race([work(), death]),
    die,
    async aftermath() {
      await Promise.all(asked);
    },
    async close() {
      die();
      await process.close();
    },
  };
}

type Mortal = <Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

const mortalCreations = (store: CreationStore, mortal: Mortal): CreationStore => ({
  ...store,
  begin: mortal(store.begin),
  find: mortal(store.find),
  findByIdempotencyKey: mortal(store.findByIdempotencyKey),
  findByIdempotencyKeys: mortal(store.findByIdempotencyKeys),
  keepKey: mortal(store.keepKey),
  succeed: mortal(store.succeed),
  fail: mortal(store.fail),
  markUnknown: mortal(store.markUnknown),
  needsReview: mortal(store.needsReview),
  sending: mortal(store.sending),
  renewLease: mortal(store.renewLease),
  claimDue: mortal(store.claimDue),
  reopen: mortal(store.reopen),
  pruneReferences: mortal(store.pruneReferences),
  pruneSettled: mortal(store.pruneSettled),
});

const mortalSource = (source: PaymentDataSource, mortal: Mortal): PaymentDataSource => ({
  ...source,
  send: mortal(source.send),
  findCustomer: mortal(source.findCustomer),
});
