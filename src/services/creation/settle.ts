import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  PaymentDataSource,
  ProviderCustomerFound,
} from '../../datasources/payment-data-source.js';
import type { Creation, CreationSummary, OpenCreation } from '../../domain/creation.js';
import type {
  AlreadyExistsFailure,
  DefiniteFailure,
  OutcomeUnknownFailure,
  ProviderWords,
} from '../../domain/provider-failure.js';
import type { Dependencies } from '../dependencies.js';
import { newId } from '../new-id.js';
import { pauseBeforeNextAttempt } from '../recovery/retry-pause.js';
import { creationReport } from './creation-report.js';
import { lookForDuplicates, reportDuplicates } from './duplicates.js';
import type { Attempt } from './outcome.js';

/** What settling needs to know of a creation that was sent. */
export type Sent = Pick<
  OpenCreation,
  'id' | 'provider' | 'account' | 'mode' | 'notSent' | 'changed' | 'attempts' | 'createdAt' | 'leaseUntil'
> & {
  readonly request: CreateCustomerRequest;
  /** Of the call that sent it, and not of recovery. */
  readonly requestId?: string;
};

/** Pauses between attempts to store an outcome, in milliseconds; after the last one it is left to recovery. */
const pauses = [50, 250, 1000];

/**
 * Stores a provider's answer. If the database fails now, the provider's customer may exist although only the open
 * creation says so: recovery will find out, and the caller is told that the outcome is unknown.
 */
export async function settle(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  answer: CreateCustomerAnswer,
): Promise<Attempt> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await write(dependencies, source, creation, answer);
    } catch (error) {
      dependencies.warn(error, creation.id);
      if (pause === undefined) break;
      await sleep(pause);
    }
  }
  const reason = 'its answer could not be stored, and recovery will ask again';
  dependencies.report(creationReport(creation, 'UNKNOWN', { kind: 'outcome-unknown', reason }));
  return unknownOutcome(creation, { state: 'IN_FLIGHT', reason });
}

async function write(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  answer: CreateCustomerAnswer,
): Promise<Attempt> {
  switch (answer.kind) {
    case 'created':
    case 'found':
      return writeSuccess(dependencies, source, creation, answer);
    case 'outcome-unknown':
      return writeUnknown(dependencies, source, creation, answer);
    default:
      return writeFailure(dependencies, source, creation, answer);
  }
}

async function writeSuccess(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  { kind, externalId, clientToken, lookedUp, duplicates = [], createdAt, details, ...found }: ProviderCustomerFound,
): Promise<Attempt> {
  const created = kind === 'created';
  // A record that this creation made shows the data as the provider has put it.
  const differences = created ? [] : found.differences;
  const report = { notSent: creation.notSent, differences: differences ?? [], changed: creation.changed };
  const settled = await dependencies.creations.succeed(
    creation.id,
    { externalId, created, linkId: newId(), differences, providerCreatedAt: createdAt, details },
    { kind: 'provider-answer' },
  );
  switch (settled.kind) {
    case 'settled': {
      const { customer, providerCustomer } = settled;
      if (duplicates.length > 0) await reportDuplicates(dependencies, creation, duplicates);
      return { kind: 'succeeded', customer, providerCustomer, created, replayed: false, ...report, clientToken };
    }
    case 'taken': {
      if (settled.link.externalId !== externalId) {
        const reason = `the provider has it as ${externalId} too, beside ${settled.link.externalId}, which is linked`;
        await reportDuplicates(dependencies, creation, [externalId]);
        return writeReview(dependencies, source, creation, reason);
      }
      if (!lookedUp) {
        // A record made just now cannot be linked already: the provider answered with somebody else's.
        const reason = `the provider answered with ${externalId}, which is linked to another customer`;
        return source.recovery.lookup
          ? writeUnknown(dependencies, source, creation, { kind: 'outcome-unknown', reason, kept: false })
          : writeReview(dependencies, source, creation, reason);
      }
      const failure: AlreadyExistsFailure = { kind: 'already-exists', existingExternalId: externalId };
      return writeFailure(dependencies, source, creation, failure);
    }
    case 'blocked': {
      const reason = `the provider has it as ${externalId}, and another creation of the same customer is not settled yet`;
      return writeUnknown(dependencies, source, creation, { kind: 'outcome-unknown', reason, kept: false });
    }
    case 'already-settled': {
      const { provider, account, mode, customerId } = settled.creation;
      const linked = settled.creation.state === 'SUCCEEDED' ? settled.creation.externalId : undefined;
      if (linked !== externalId) {
        // This process was suspended for longer than its lease, and sent after recovery had, where nothing refuses that.
        await reportDuplicates(dependencies, creation, [externalId]);
        return takenOver(settled.creation);
      }
      // The store's confirmation was lost, or recovery found the same record: it is this call's success all the same.
      const { byId: customer, link } = await dependencies.customers.findTarget({ customerId, provider, account, mode });
      if (!customer || !link) return takenOver(settled.creation);
      return { kind: 'succeeded', customer, providerCustomer: link, created, replayed: false, ...report, clientToken };
    }
  }
}

async function writeReview(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  reason: string,
  words?: ProviderWords,
): Promise<Attempt> {
  const noted = await dependencies.creations.needsReview(creation.id, reason, creation.leaseUntil);
  if (!noted) return leaseLost(dependencies, source, creation);
  dependencies.report(creationReport(creation, 'NEEDS_REVIEW', { kind: 'outcome-unknown', reason, ...words }));
  return unknownOutcome(creation, { state: 'NEEDS_REVIEW', reason }, words);
}

async function writeUnknown(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  failure: OutcomeUnknownFailure,
): Promise<Attempt> {
  const { creations } = dependencies;
  const { id, leaseUntil } = creation;
  const { kept, reason } = failure;
  if (kept) return writeReview(dependencies, source, creation, reason, failure);
  const nextAttemptAt = await creations.markUnknown(
    id,
    reason,
    pauseBeforeNextAttempt(failure.retryAfterSeconds),
    leaseUntil,
  );
  if (!nextAttemptAt) return leaseLost(dependencies, source, creation);
  dependencies.report(creationReport(creation, 'UNKNOWN', failure));
  return unknownOutcome(creation, { state: 'UNKNOWN', reason, nextAttemptAt }, failure);
}

async function writeFailure(
  dependencies: Dependencies,
  source: PaymentDataSource,
  creation: Sent,
  failure: DefiniteFailure,
): Promise<Attempt> {
  const { creations, links } = dependencies;
  const { id, provider, account, mode, leaseUntil } = creation;
  const authority = { kind: 'lease-holder', leaseUntil } as const;
  // The provider has not used the key up. Were another used next, and forgotten in a failover, this one would make a
  // second record.
  const keepProviderKey = !source.keepsUnderKey(failure) && creation.attempts === 1;
  const failed = await creations.fail(id, failure, { releaseKey: releasesKey(failure), keepProviderKey }, authority);
  if (!failed) return leaseLost(dependencies, source, creation);
  dependencies.report(creationReport(creation, 'FAILED', failure));
  const externalId = failure.kind === 'already-exists' ? failure.existingExternalId : undefined;
  const existing = externalId ? await links.find({ provider, account, mode, externalId }) : undefined;
  return { kind: 'failed', failure, existing };
}

/** Recovery has taken the creation over while this process was suspended, so it may have been sent twice. */
async function leaseLost(dependencies: Dependencies, source: PaymentDataSource, creation: Sent): Promise<Attempt> {
  await lookForDuplicates(dependencies, source, creation, creation.request);
  return takenOver(await stored(dependencies.creations, creation.id));
}

async function stored(creations: Dependencies['creations'], id: string): Promise<Creation> {
  const creation = await creations.find(id);
  if (!creation) throw new Error('The record of a creation under way is gone');
  return creation;
}

/** Its outcome is the outcome. */
const takenOver = (creation: Creation): Attempt => ({ kind: 'wait', creation, replay: true });

function unknownOutcome(
  { id, provider, account, mode, attempts, createdAt }: Sent,
  now: Pick<CreationSummary, 'state' | 'nextAttemptAt'> & { readonly reason: string },
  words?: ProviderWords,
): Attempt {
  return {
    kind: 'unknown',
    creation: { id, provider, account, mode, attempts, createdAt, ...now },
    reason: now.reason,
    words,
  };
}

/**
 * A refusal of the data is kept and replayed for the key's lifetime. Any other failure (no connection, no quota, bad
 * credentials) created nothing and passes, so the same key may be used again. So does one of our own id: the same request
 * may have another.
 */
const releasesKey = (failure: DefiniteFailure) =>
  failure.kind === 'validation' ? failure.ownIdSpent === true : failure.kind !== 'already-exists';
