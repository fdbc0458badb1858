import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  PaymentDataSource,
} from '../../datasources/payment-data-source.js';
import type { ClaimedCreation } from '../../domain/creation.js';
import { startTimer } from '../creation/elapsed.js';
import type { Attempt } from '../creation/outcome.js';
import { providerRequest } from '../creation/provider-request.js';
import { settle } from '../creation/settle.js';
import { beginSendingWithinMs, leaseMs, lookUpLeaseMs } from '../creation/timings.js';
import type { Dependencies } from '../dependencies.js';
import { OperatorNotice } from '../operator-notice.js';
import { createKeyedSemaphore } from './keyed-semaphore.js';
import { pauseBeforeNextAttempt } from './retry-pause.js';

/** Drives every creation whose outcome is not known to an end. */
export interface Recovery {
  /** Takes over what is due and works on it; returns how many it took. */
  runOnce(): Promise<number>;
  /** Runs again and again, until stopped. */
  start(): void;
  /** Resolves when nothing that it took over is being worked on any more. */
  idle(): Promise<void>;
  /** Takes nothing more over, and waits for what is being worked on. */
  stop(): Promise<void>;
}

export interface RecoveryOptions {
  /** Between two looks for work, in milliseconds. */
  readonly intervalMs: number;
  /**
   * Creations worked on at once at each account, but for those that only wait for time to pass: an account whose
   * provider hangs must not keep recovery from the others.
   */
  readonly perAccount: number;
  /** Settled creations are deleted after this time, in milliseconds; their idempotency keys with them. */
  readonly keepSettledMs: number;
}

/** Settled creations deleted at once; and after how many looks for work those that have grown old are looked for. */
const pruneBatch = 500;
const looksPerPrune = 60;

export function makeRecovery(dependencies: Dependencies, options: RecoveryOptions): Recovery {
  const { creations } = dependencies;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  // Any number of creations may wait at once, and none longer than it is aborted.
  setMaxListeners(0, stopping.signal);
  const slots = createKeyedSemaphore<Account>(options.perAccount, ({ provider, account }) => `${provider} ${account}`);
  let loop: Promise<void> | undefined;

  async function work(creation: ClaimedCreation): Promise<void> {
    // Waits without taking up room, and for room when it is over.
    const pause: Pause = async (ms) => {
      slots.release(creation);
      try {
        await sleep(ms, undefined, { signal: stopping.signal });
      } catch {
        // Asked for below.
      }
      await slots.acquire(creation);
      return !stopping.signal.aborted;
    };
    slots.hold(creation);
    try {
      const recovering = () => recover(dependencies, creation, pause);
      await (dependencies.tracer?.recovering(creation, recovering) ?? recovering());
    } catch (error) {
      dependencies.warn(error, creation.id);
    }
    slots.release(creation);
  }

  async function runOnce(): Promise<number> {
    const busy = slots.holders().map(({ key: { provider, account }, count }) => ({ provider, account, count }));
    const due = await creations.claimDue(options.perAccount, busy, claimMs);
    for (const creation of due) {
      const done = work(creation).finally(() => running.delete(done));
      running.add(done);
    }
    return due.length;
  }

  async function run(): Promise<void> {
    let pruneAt = 0;
    let storeIsAway = false;
    while (!stopping.signal.aborted) {
      let taken = 0;
      try {
        taken = await runOnce();
        if (performance.now() >= pruneAt) {
          const pruned = await creations.pruneSettled(options.keepSettledMs, pruneBatch);
          pruneAt = performance.now() + (pruned < pruneBatch ? looksPerPrune * options.intervalMs : 0);
        }
        storeIsAway = false;
      } catch (error) {
        // Nothing can be recovered until it is back. Once is enough to say so.
        if (!storeIsAway) dependencies.warn(error);
        storeIsAway = true;
      }
      const nap = sleep(options.intervalMs * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal });
      // While there is work, the next is taken as soon as there is room for it.
      await Promise.race([nap, ...(taken > 0 ? running : [])]).catch(() => {});
    }
  }

  async function idle(): Promise<void> {
    await Promise.all(running);
  }

  return {
    runOnce,
    start() {
      loop ??= run();
    },
    idle,
    async stop() {
      stopping.abort();
      await loop;
      await idle();
    },
  };
}

/**
 * How long a creation just taken over is left to its taker, in milliseconds: whoever waits on a provider renews it
 * first, for as long as that provider may take.
 */
const claimMs = 10_000;

type Account = Pick<ClaimedCreation, 'provider' | 'account'>;

/** False when the process is to stop instead of going on. */
type Pause = (ms: number) => Promise<boolean>;

/** What comes of it; undefined when it is left as it is, to others, to later or to a person. */
async function recover(
  dependencies: Dependencies,
  creation: ClaimedCreation,
  pause: Pause,
): Promise<Attempt | undefined> {
  const { creations } = dependencies;
  const source = dependencies.dataSource(creation.provider, creation.account);
  const { id, input, leaseUntil, late } = creation;
  if (late && !source?.recovery.lookup) {
    await review(dependencies, creation, source);
    return undefined;
  }
  if (!source) {
    await creations.markUnknown(id, 'this account is not configured any more', pauseBeforeNextAttempt(), leaseUntil);
    return undefined;
  }
  const request = providerRequest(input, id, creation.customerId, creation.keyGeneration);
  let heldUntil: Date | undefined = leaseUntil;
  if (source.recovery.lookup) {
    heldUntil = await creations.renewLease(id, lookUpLeaseMs(source), leaseUntil);
    if (!heldUntil) return undefined;
    const known = await findEarlierSending(source, request, pause);
    // However late it is, a record that is found is linked; only then is it a person's turn.
    if (late && known?.kind !== 'created') {
      await review(dependencies, { ...creation, leaseUntil: heldUntil }, source);
      return undefined;
    }
    if (known) return settle(dependencies, source, { ...creation, leaseUntil: heldUntil }, known);
  }
  // No trace of an earlier sending, or a key that makes another one harmless: send it, for the first time or again.
  const sinceRenewed = startTimer();
  const renewed = await creations.sending(id, leaseMs(source), heldUntil);
  if (!renewed || sinceRenewed() > beginSendingWithinMs(source)) return undefined;
  const attempts = creation.attempts + 1;
  dependencies.tracer?.on({ id, attempts });
  const answer = await source.send(source.prepare(request), { sentBefore: true });
  return settle(dependencies, source, { ...creation, attempts, leaseUntil: renewed }, answer);
}

async function review(
  { creations, warn }: Dependencies,
  creation: ClaimedCreation,
  source: PaymentDataSource | undefined,
): Promise<void> {
  const reason = tooLate(creation, source);
  if (await creations.needsReview(creation.id, reason, creation.leaseUntil)) {
    warn(new OperatorNotice(`a creation at ${creation.provider} needs a review: ${reason}`), creation.id);
  }
}

/**
 * What the provider's records say of an earlier sending; undefined when they certainly hold nothing of it, so that
 * sending is safe.
 */
async function findEarlierSending(
  source: PaymentDataSource,
  request: CreateCustomerRequest,
  pause: Pause,
): Promise<CreateCustomerAnswer | undefined> {
  let found = await source.findCustomer(request);
  if (found.kind === 'absent' && source.recovery.resend.harmless === 'never') {
    // Nothing at this provider refuses a second record: an earlier request that is still on its way must have ended.
    if (!(await pause(source.timeoutMs))) return stopped;
    found = await source.findCustomer(request);
  }
  switch (found.kind) {
    case 'absent':
      return undefined;
    case 'look-up-failed':
      return { kind: 'outcome-unknown', reason: found.reason, answered: false };
    default:
      // It carries our id, and we sent it: it came into being through this creation.
      return { ...found, kind: 'created' };
  }
}

const stopped: CreateCustomerAnswer = {
  kind: 'outcome-unknown',
  reason: 'this process stopped before it was sure',
  answered: false,
};

function tooLate(creation: ClaimedCreation, source: PaymentDataSource | undefined): string {
  const why =
    creation.state === 'UNKNOWN' ? creation.reason : 'the process that sent it ended before it wrote the answer down';
  const limit =
    source?.recovery.resend.harmless === 'while-key-lives'
      ? 'the provider forgets the key of the first request before long, so sending again is no longer safe'
      : 'it could not be found out in time';
  return `${why}; ${limit}`;
}
