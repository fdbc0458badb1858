import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedCreation } from '../../domain/creation.js';
import { OperatorAlert } from '../../domain/safe-error.js';
import { creationReport } from '../creation/creation-report.js';
import { leaseMs } from '../creation/timings.js';
import type { Dependencies } from '../dependencies.js';
import { type Clocks, createClocks } from './clocks.js';
import { createKeyedSemaphore } from './keyed-semaphore.js';
import { type RecoveryContext, recoverCreation, review } from './recover-creation.js';
import { longestRequestedPauseMs } from './retry-pause.js';

/** Resolves unknown outcomes in the background. */
export interface Recovery {
  /** Takes over the creations that are due and starts to work on them; returns how many. */
  runOnce(): Promise<number>;
  /** Polls repeatedly until stopped. */
  start(): void;
  /** When the repeated polling last looked for work with success; undefined if it has not yet. */
  lastRun(): Date | undefined;
  /** Resolves when no creation is being worked on. */
  idle(): Promise<void>;
  /** Stops taking over creations, and waits for those being worked on. */
  stop(): Promise<void>;
}

export interface RecoveryOptions {
  /** Between two polls for work, in milliseconds. */
  readonly intervalMs: number;
  /**
   * How many creations of one account are worked on at once, so that a provider that hangs does not keep recovery from
   * the others. Those that only wait for time to pass do not count.
   */
  readonly perAccount: number;
  /** Settled creations are deleted after this time, in milliseconds; their idempotency keys with them. */
  readonly keepSettledMs: number;
  readonly clocks?: Clocks;
}

/** How many expired creations are deleted at once, and after how many polls for work they are looked for again. */
const pruneBatch = 500;
const pollsPerPrune = 60;

/** How much longer than creations callers' keys are kept, so that nobody finds one gone who is using it, in milliseconds. */
const keepKeysLongerMs = 24 * 60 * 60 * 1000;

/** How long a reference stays claimed when the process that should have released it died, in milliseconds. */
const keepClaimsMs = 60 * 60 * 1000;

export function makeRecovery(dependencies: Dependencies, options: RecoveryOptions): Recovery {
  const { creations } = dependencies;
  const { clocks = createClocks() } = options;
  /** By the creation's id. */
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  // Any number of creations may wait at once, and none longer than it is aborted.
  setMaxListeners(0, stopping.signal);
  const slots = createKeyedSemaphore<Account>(options.perAccount, ({ provider, account }) => `${provider} ${account}`);
  let loop: Promise<void> | undefined;

  async function work(creation: ClaimedCreation, times: Omit<RecoveryContext, 'pause'>): Promise<void> {
    // A creation that waits gives its slot up, and takes one again before it goes on.
    const pause: RecoveryContext['pause'] = async (ms) => {
      slots.release(creation);
      try {
        await sleep(ms, undefined, { signal: stopping.signal });
      } catch {
        // Aborted: the return value says so.
      }
      await slots.acquire(creation);
      return !stopping.signal.aborted;
    };
    slots.hold(creation);
    try {
      const recovering = () =>
        creation.recoveryStarts > maxRecoveryStarts
          ? review(dependencies, creation, reasonOfEndedProcesses)
          : recoverCreation(dependencies, creation, { ...times, pause });
      await (dependencies.tracer?.recovering(creation, recovering) ?? recovering());
    } catch (error) {
      dependencies.warn(error, creation.id);
    }
    slots.release(creation);
    ended.add(creation.id);
  }

  /** Those that recovery has come to an end with, until that is recorded. */
  const ended = new Set<string>();

  async function recordEnded(): Promise<void> {
    const ids = [...ended];
    if (ids.length === 0) return;
    await creations.endRecoveries(ids);
    for (const id of ids) ended.delete(id);
  }

  let steadySince = clocks.monotonic();
  let quietUntil = 0;

  /** After a jump, recovery waits until every lease from before has ended by a clock that cannot be set. */
  function noteClock(databaseTime: Date, askedAt: number): void {
    const jump = clocks.jump(databaseTime, askedAt);
    if (jump === 0) return;
    const sources = dependencies.accounts().map(({ provider, account }) => dependencies.dataSource(provider, account));
    const quietMs = Math.max(0, ...sources.map((source) => (source ? leaseMs(source) : 0)));
    steadySince = clocks.monotonic();
    quietUntil = steadySince + quietMs;
    dependencies.warn(new ClockJump(jump, quietMs));
  }

  async function runOnce(): Promise<number> {
    const askedAt = clocks.monotonic();
    if (askedAt < quietUntil) return 0;
    const accounts = dependencies.accounts().map((at) => ({ ...at, limit: options.perAccount - slots.count(at) }));
    // Before they are counted again.
    await recordEnded();
    const due = await creations.claimDue(accounts, claimMs, [...running.keys()]);
    const [first] = due;
    if (first) noteClock(first.claimedAt, askedAt);
    // They are taken over again later, as the lease of this claim is short.
    if (clocks.monotonic() < quietUntil) {
      for (const { id } of due) ended.add(id);
      return 0;
    }
    for (const claimed of due) {
      const isSafeToSend = !claimed.late && claimed.recoverUntil > clocks.latest(claimed.claimedAt);
      const sentAgoMs = clocks.earliest(claimed.claimedAt).getTime() - claimed.sentAt.getTime();
      const done = work(claimed, { isSafeToSend, sentAgoMs }).finally(() => running.delete(claimed.id));
      running.set(claimed.id, done);
    }
    return due.length;
  }

  async function prune(): Promise<number> {
    const askedAt = clocks.monotonic();
    const databaseTime = await creations.clock();
    noteClock(databaseTime, askedAt);
    // Such leases are from before the clock was set back, and their holders have had time enough.
    if (askedAt - steadySince > longestLeaseMs) {
      await creations.abandonLeases(longestLeaseMs, longestLeaseMs + longestRequestedPauseMs);
    }
    // By the earliest of the clocks, so that none of them alone can let anything expire before its time.
    const now = clocks.earliest(databaseTime).getTime();
    await reviewAbandoned(dependencies, new Date(now - waitForAccountMs));
    await creations.pruneReferences(new Date(now - keepClaimsMs));
    const pruned = await creations.pruneSettled(new Date(now - options.keepSettledMs), pruneBatch);
    const keys = await creations.pruneKeys(new Date(now - options.keepSettledMs - keepKeysLongerMs), pruneBatch);
    return Math.max(pruned, keys);
  }

  let lastRun: Date | undefined;

  async function run(): Promise<void> {
    // Not on the first poll, as pruning is not urgent.
    let pruneAt = performance.now() + pollsPerPrune * options.intervalMs;
    let databaseIsAway = false;
    while (!stopping.signal.aborted) {
      let taken = 0;
      try {
        taken = await runOnce();
        if (performance.now() >= pruneAt) {
          let pruned = 0;
          try {
            pruned = await prune();
          } finally {
            // Also when it failed, as it would again at each poll.
            pruneAt = performance.now() + (pruned < pruneBatch ? pollsPerPrune * options.intervalMs : 0);
          }
        }
        databaseIsAway = false;
        lastRun = new Date();
      } catch (error) {
        // Nothing can be recovered until it is back, and one warning is enough.
        if (!databaseIsAway) dependencies.warn(error);
        databaseIsAway = true;
      }
      const nap = sleep(options.intervalMs * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal });
      // While there is work, the next is taken as soon as there is room for it.
      await Promise.race([nap, ...(taken > 0 ? running.values() : [])]).catch(() => {});
    }
  }

  async function idle(): Promise<void> {
    await Promise.all(running.values());
  }

  return {
    runOnce,
    start() {
      loop ??= run();
    },
    lastRun: () => lastRun,
    idle,
    async stop() {
      stopping.abort();
      await loop;
      await idle();
      await recordEnded().catch((error) => dependencies.warn(error));
    },
  };
}

/**
 * Whoever works on a creation may be ended by it, for example by an answer that takes all memory; then the next one must not
 * be. One may have been ended by something else.
 */
const maxRecoveryStarts = 2;
const reasonOfEndedProcesses =
  'twice a process ended while it was being recovered, so nothing is sent; see why they ended before it is retried';

/** How long after its time to recover a creation waits for a process that has its account, in milliseconds. */
const waitForAccountMs = 7 * 24 * 60 * 60 * 1000;

async function reviewAbandoned({ creations, report }: Dependencies, endedBefore: Date): Promise<void> {
  const reason = 'no process has had its account for a week';
  for (const creation of await creations.reviewAbandoned(reason, endedBefore)) {
    report(creationReport(creation, 'NEEDS_REVIEW', { kind: 'outcome-unknown', reason }));
  }
}

/**
 * How long a creation just taken over is left to its taker, in milliseconds: whoever waits on a provider renews it
 * first, for as long as that provider may take.
 */
const claimMs = 10_000;

/** Longer than any lease, and any pause before a next attempt that no provider asked for, in milliseconds. */
const longestLeaseMs = 15 * 60 * 1000;

/** Somebody has set the database's clock, or this process was suspended. */
class ClockJump extends OperatorAlert {
  constructor(jumpMs: number, quietMs: number) {
    const seconds = Math.round(Math.abs(jumpMs) / 1000);
    super(
      `the database's clock is ${seconds} s ${jumpMs > 0 ? 'ahead of' : 'behind'} its course; recovery waits ` +
        `${Math.round(quietMs / 1000)} s before it goes on`,
    );
  }
}

type Account = Pick<ClaimedCreation, 'provider' | 'account'>;
