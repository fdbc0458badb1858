import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  LookupAnswer,
  PaymentDataSource,
} from '../../datasources/payment-data-source.js';
import type { ClaimedCreation } from '../../domain/creation.js';
import { waitOf } from '../../domain/provider-failure.js';
import { creationReport } from '../creation/creation-report.js';
import { lookForDuplicates } from '../creation/duplicates.js';
import { startTimer } from '../creation/elapsed.js';
import type { Attempt } from '../creation/outcome.js';
import { providerKey, providerRequest } from '../creation/provider-request.js';
import { settle } from '../creation/settle.js';
import { beginSendingWithinMs, leaseMs, lookUpLeaseMs } from '../creation/timings.js';
import type { Dependencies } from '../dependencies.js';

export interface RecoveryContext {
  /** Whether all clocks agree that there is still time to send it again. */
  readonly isSafeToSend: boolean;
  /** How long ago it was last about to be sent, in milliseconds; of several clocks, by the one that says the least. */
  readonly sentAgoMs: number;
  /** Waits for that many milliseconds; false when the process is to stop instead of going on. */
  pause(ms: number): Promise<boolean>;
}

/**
 * Finds out how a creation ended whose answer was lost, or sends it again where that is harmless.
 *
 * @returns what came of it; undefined when it is left as it is: to another process, to later, or to an operator.
 */
export async function recoverCreation(
  dependencies: Dependencies,
  creation: ClaimedCreation,
  context: RecoveryContext,
): Promise<Attempt | undefined> {
  const { creations } = dependencies;
  const source = sourceOf(dependencies, creation);
  const { id, input, leaseUntil, late, createdAt } = creation;
  // Another process has the account, or none has it any more: whoever claims it next may know.
  if (!source) return undefined;
  const otherMerchant = creation.merchant !== undefined && creation.merchant !== source.merchant;
  const maySend = context.isSafeToSend && !otherMerchant;
  const needsReview = late || otherMerchant;
  const reason = otherMerchant ? reasonOfOtherMerchant : tooLate(creation, source);
  if (!maySend && !source.recovery.lookup) {
    // Where only the clocks disagree, it is left to a process with another clock.
    if (needsReview) await review(dependencies, creation, reason);
    return undefined;
  }
  const { keyBase = id, keyGeneration } = creation;
  const request = providerRequest(input, creation, providerKey(keyBase, keyGeneration), createdAt);
  let heldUntil = leaseUntil;
  if (source.recovery.lookup) {
    const renewed = await creations.renewLease(id, lookUpLeaseMs(source), leaseUntil);
    if (!renewed) return undefined;
    heldUntil = renewed;
    const found = await findEarlierSending(source, request, context);
    const known = toAnswer(found);
    // A record that is found is linked, in any case. Only when there is none is it an operator's turn.
    if (!maySend && found.kind !== 'found' && !isTooEarly(found)) {
      if (needsReview) await review(dependencies, { ...creation, leaseUntil: heldUntil }, reason);
      return undefined;
    }
    if (known) return settle(dependencies, source, { ...creation, request, leaseUntil: heldUntil }, known);
  }
  // There is no trace of an earlier sending, or a repeat is harmless: send it.
  return sendAgain(dependencies, source, { ...creation, leaseUntil: heldUntil }, request, context);
}

/** Its account in its mode, which may have been changed to another one while the creation was claimed. */
function sourceOf({ dataSource }: Dependencies, { provider, account, mode }: ClaimedCreation) {
  const source = dataSource(provider, account);
  return source?.mode === mode ? source : undefined;
}

async function sendAgain(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: ClaimedCreation,
  request: CreateCustomerRequest,
  { pause }: RecoveryContext,
): Promise<Attempt | undefined> {
  const { id } = creation;
  const sinceRenewed = startTimer();
  const leaseUntil = await dependencies.creations.sending(id, leaseMs(source), creation.leaseUntil);
  if (!leaseUntil) return undefined;
  const attempts = creation.attempts + 1;
  dependencies.tracer?.on({ id, attempts });
  const mayBegin = () => sinceRenewed() <= beginSendingWithinMs(source);
  const answer = await source.send(source.prepare(request), { sentBefore: true, mayBegin });
  const attempt = await settle(dependencies, source, { ...creation, request, attempts, leaseUntil }, answer);
  // An earlier request may have made its record only now. Look once more when it must have ended.
  if (source.recovery.resend.harmless === 'never' && attempt.kind === 'succeeded' && (await pause(source.timeoutMs))) {
    await lookForDuplicates(dependencies, source, creation, request);
  }
  return attempt;
}

/** Leaves it to an operator. */
export async function review(
  { creations, report }: Dependencies,
  creation: ClaimedCreation,
  reason: string,
): Promise<undefined> {
  if (await creations.needsReview(creation.id, reason, creation.leaseUntil)) {
    report(creationReport(creation, 'NEEDS_REVIEW', { kind: 'outcome-unknown', reason }));
  }
}

const reasonOfOtherMerchant =
  'the credentials of this account belong to another merchant than when it was sent, so it is not sent again';

/** What the provider has of an earlier sending: `absent` only when it certainly has nothing, so that sending is safe. */
async function findEarlierSending(
  source: PaymentDataSource,
  request: CreateCustomerRequest,
  { sentAgoMs, pause }: RecoveryContext,
): Promise<LookupAnswer> {
  // The last sending may have begun, and ended, as late as its lease allowed.
  const endedAgoMs = Math.max(0, sentAgoMs - leaseMs(source));
  const elapsed = startTimer();
  const found = await source.findCustomer(request, endedAgoMs);
  if (found.kind !== 'absent' || source.recovery.resend.harmless !== 'never') return found;
  // This provider would make a second record, so wait until an earlier request that is still on its way has ended.
  if (!(await pause(source.timeoutMs))) return processStopped;
  return source.findCustomer(request, endedAgoMs + elapsed());
}

/** Undefined when there is nothing of it, so that it has to be sent. */
function toAnswer(found: LookupAnswer): CreateCustomerAnswer | undefined {
  switch (found.kind) {
    case 'absent':
      return undefined;
    case 'look-up-failed':
      return { kind: 'outcome-unknown', reason: found.reason, kept: false, ...waitOf(found.failure) };
    default:
      // It carries our id, and we sent it: this creation made it, unless it says that it is older.
      return { ...found, kind: found.existedBefore ? 'found' : 'created' };
  }
}

const isTooEarly = (found: LookupAnswer): boolean => found.kind === 'look-up-failed' && found.tooEarly === true;

const processStopped: LookupAnswer = {
  kind: 'look-up-failed',
  reason: 'this process stopped before it was sure',
};

function tooLate(creation: ClaimedCreation, source: PaymentDataSource): string {
  const why =
    creation.state === 'UNKNOWN' ? creation.reason : 'the process that sent it ended before it wrote the answer down';
  const limit =
    source.recovery.resend.harmless === 'while-key-lives'
      ? 'the provider forgets the key of the first request before long, so sending again is no longer safe'
      : 'it could not be found out in time';
  return `${why}; ${limit}`;
}
