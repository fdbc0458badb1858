import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentDataSource } from '../../src/datasources/payment-data-source.js';
import type { CreationStore } from '../../src/domain/creation-store.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import type { Account, ServiceProcess, World } from './services.js';

/**
 * What happens to a process in its next steps. Each call of the store or of a provider has three steps: before the call,
 * while it is under way, and before its result is received.
 */
export interface Fate {
  /** Milliseconds to wait before the steps, taken in turn; no wait if the list is empty. */
  readonly delays: readonly number[];
  /** The number of the step at which the process dies, from 1. */
  readonly diesAt?: number | undefined;
}

/**
 * A process that can die between any two steps, as with `kill -9`: it does nothing more, but the database and the
 * providers still finish the calls that it had made.
 */
export interface MortalProcess extends ServiceProcess {
  readonly alive: boolean;
  /** Replaces the fate, and counts the steps from the beginning. */
  setFate(fate: Fate): void;
  /** Resolves to the result of the work, or to undefined if the process dies first. */
  outlive<T>(work: () => Promise<T>): Promise<T | undefined>;
  die(): void;
  /** Resolves when the database and the providers have finished all its calls, even after its death. */
  aftermath(): Promise<void>;
}

export function startMortal(world: World, accounts: readonly Account[]): MortalProcess {
  let fate: Fate = { delays: [] };
  let steps = 0;
  let alive = true;
  let announceDeath = () => {};
  const death = new Promise<undefined>((resolve) => {
    announceDeath = () => resolve(undefined);
  });
  const never = new Promise<never>(() => {});
  const pendingCalls = new Set<Promise<unknown>>();
  const die = () => {
    alive = false;
    announceDeath();
  };

  async function step(): Promise<void> {
    steps += 1;
    if (alive && steps === fate.diesAt) die();
    const ms = fate.delays[steps % fate.delays.length];
    if (alive && ms) await sleep(ms);
    if (!alive) await never;
  }

  /** Wraps a call so that the process may die before it, while it is under way, and before its result is received. */
  const mortal: Mortal =
    (call) =>
    async (...args) => {
      await step();
      const result = call(...args);
      // After a death nobody awaits the result, so that a rejection would be unhandled.
      const done = result.catch(() => {}).finally(() => pendingCalls.delete(done));
      pendingCalls.add(done);
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
    setFate(next) {
      fate = next;
      steps = 0;
    },
    outlive: (work) => Promise.race([work(), death]),
    die,
    async aftermath() {
      await Promise.all(pendingCalls);
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
  claimKey: mortal(store.claimKey),
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
  pruneKeys: mortal(store.pruneKeys),
  pruneSettled: mortal(store.pruneSettled),
});

const mortalSource = (source: PaymentDataSource, mortal: Mortal): PaymentDataSource => ({
  ...source,
  send: mortal(source.send),
  findCustomer: mortal(source.findCustomer),
});
