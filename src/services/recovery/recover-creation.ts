import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  PaymentDataSource,
} from '../../datasources/payment-data-source.js';
import type { ClaimedCreation } from '../../domain/creation.js';
import { OperatorAlert } from '../../domain/safe-error.js';
import { startTimer } from '../creation/elapsed.js';
import type { Attempt } from '../creation/outcome.js';
import { providerKey, providerRequest } from '../creation/provider-request.js';
import { settle } from '../creation/settle.js';
import { beginSendingWithinMs, leaseMs, lookUpLeaseMs } from '../creation/timings.js';
import type { Dependencies } from '../dependencies.js';

/** After this time, in milliseconds, every provider's look-up shows a record that it has made: far longer than any needs. */
const visibleAfterMs = 10 * 60 * 1000;

/** Waits for that many milliseconds; false when the process is to stop instead of going on. */
export type Pause = (ms: number) => Promise<boolean>;

/**
 * Finds out how a creation ended whose answer was lost, or sends it again where that is harmless.
 *
 * @returns what came of it; undefined when it is left as it is: to another process, to later, or to an operator.
 */
export async function recoverCreation(
  dependencies: Dependencies,
  creation: ClaimedCreation,
  pause: Pause,
): Promise<Attempt | undefined> {
  const { creations } = dependencies;
  const source = dependencies.dataSource(creation.provider, creation.account);
  const { id, input, leaseUntil, late } = creation;
  // Another process has the account, or none has it any more: whoever claims it next may know.
  if (!source) return undefined;
  const otherMerchant = creation.merchant !== undefined && creation.merchant !== source.merchant;
  const maySend = !late && !otherMerchant;
  if (!maySend && !source.recovery.lookup) {
    await review(dependencies, creation, otherMerchant ? reasonOfOtherMerchant : tooLate(creation, source));
    return undefined;
  }
  const { keyBase = id, keyGeneration } = creation;
  const request = providerRequest(input, creation.customerId, providerKey(keyBase, keyGeneration));
  let heldUntil: Date | undefined = leaseUntil;
  if (source.recovery.lookup) {
    heldUntil = await creations.renewLease(id, lookUpLeaseMs(source), leaseUntil);
    if (!heldUntil) return undefined;
    const known = await findEarlierSending(source, request, pause);
    // A record that is found is linked, in any case. Only when there is none is it an operator's turn.
    if (!maySend && known?.kind !== 'created') {
      const reason = otherMerchant ? reasonOfOtherMerchant : tooLate(creation, source);
      await review(dependencies, { ...creation, leaseUntil: heldUntil }, reason);
      return undefined;
    }
    if (known) return settle(dependencies, source, { ...creation, leaseUntil: heldUntil }, known);
  }
  // There is no trace of an earlier sending, or a repeat is harmless: send it.
  const sinceRenewed = startTimer();
  const renewed = await creations.sending(id, leaseMs(source), heldUntil);
  if (!renewed) return undefined;
  const attempts = creation.attempts + 1;
  dependencies.tracer?.on({ id, attempts });
  const sentLongAgo = Date.now() - creation.createdAt.getTime() > visibleAfterMs;
  const mayBegin = () => sinceRenewed() <= beginSendingWithinMs(source);
  const answer = await source.send(source.prepare(request), { sentBefore: true, sentLongAgo, mayBegin });
  return settle(dependencies, source, { ...creation, attempts, leaseUntil: renewed }, answer);
}

async function review({ creations, warn }: Dependencies, creation: ClaimedCreation, reason: string): Promise<void> {
  if (await creations.needsReview(creation.id, reason, creation.leaseUntil)) {
    warn(new OperatorAlert(`a creation at ${creation.provider} needs a review: ${reason}`), creation.id);
  }
}

const reasonOfOtherMerchant =
  'the credentials of this account belong to another merchant than when it was sent, so it is not sent again';

/** What the provider has of an earlier sending; undefined when it certainly has nothing, so that sending is safe. */
async function findEarlierSending(
  source: PaymentDataSource,
  request: CreateCustomerRequest,
  pause: Pause,
): Promise<CreateCustomerAnswer | undefined> {
  let found = await source.findCustomer(request);
  if (found.kind === 'absent' && source.recovery.resend.harmless === 'never') {
    // This provider would make a second record, so wait until an earlier request that is still on its way has ended.
    if (!(await pause(source.timeoutMs))) return processStopped;
    found = await source.findCustomer(request);
  }
  switch (found.kind) {
    case 'absent':
      return undefined;
    case 'look-up-failed':
      return { kind: 'outcome-unknown', reason: found.reason, answered: false };
    default:
      // It carries our id, and we sent it: this creation made it.
      return { ...found, kind: 'created' };
  }
}

const processStopped: CreateCustomerAnswer = {
  kind: 'outcome-unknown',
  reason: 'this process stopped before it was sure',
  answered: false,
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
