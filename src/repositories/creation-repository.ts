import { validate as isUuid } from 'uuid';
import { type AccountInMode, type Creation, type CreationState, isSettledState } from '../domain/creation.js';
import type { CreationStore, NewCreation, OpenCreations, SucceedOutcome } from '../domain/creation-store.js';
import type { ProviderCustomer } from '../domain/customer.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import { toStorable } from '../domain/text.js';
import * as claims from './claim-statements.js';
import { creationBatches } from './creation-batches.js';
import { type SuccessRow, toBeginRow, toFailureRow, toKeepKeyRow, toSuccessRow } from './creation-columns.js';
import * as statements from './creation-statements.js';
import type { Database } from './database.js';
import { DatabaseError } from './database-error.js';
import * as modeStatements from './mode-statements.js';
import * as recovery from './recovery-statements.js';
import {
  type CreationRow,
  type LinkRow,
  type ParsePhone,
  toClaimable,
  toCreation,
  toProviderCustomer,
} from './rows.js';
import { parseStoredPhone } from './stored-phone.js';

/** A conflicting row may be gone when it is read. This many times in a row is not a coincidence. */
const maxBeginAttempts = 10;

export function createCreationRepository(database: Database, parsePhone: ParsePhone = parseStoredPhone): CreationStore {
  const batches = creationBatches(database, parsePhone);
  /** Up to where `pruneReferences` has come; it begins anew when it was through. */
  let referencesLookedAt = '';

  const find = async (id: string): Promise<Creation | undefined> => {
    if (!isUuid(id)) return undefined;
    const [row] = await database.sql<CreationRow>(statements.find, [id]);
    return row && toCreation(row);
  };

  const findByIdempotencyKey = async (key: string, mode: ProviderMode): Promise<Creation | undefined> => {
    const [row] = await database.sql<CreationRow>(statements.findByIdempotencyKey, [key, mode]);
    return row && toCreation(row);
  };

  const findByIdempotencyKeys = async (keys: readonly string[]): Promise<Creation[]> =>
    keys.length === 0
      ? []
      : (await database.sql<CreationRow>(statements.findByIdempotencyKeys, [keys])).map(toCreation);

  const clock = async (): Promise<Date> => {
    const [row] = await database.sql<{ now: Date }>(statements.clock, []);
    if (row === undefined) throw new Error('The database does not tell the time');
    return row.now;
  };

  const happens = async (text: string, args: readonly unknown[]) => (await database.sql(text, args)).length > 0;

  const findObstacle = async (creation: NewCreation): Promise<Creation | undefined> => {
    const key = creation.idempotencyKey ?? null;
    const { provider, account, mode, customerId, reference = null } = creation;
    const args = [key, provider, account, customerId, reference, mode];
    const [row] = await database.sql<CreationRow>(statements.obstacle, args);
    if (row === undefined) return undefined;
    if (row.state === 'SUCCEEDED' && (key === null || row.idempotencyKey !== key)) {
      // The customer cannot be found by its id or reference, so the conflict would last for ever.
      const forget = [statements.forgetUnlinked, statements.forgetReference];
      for (const text of forget) if (await happens(text, [row.id])) return undefined;
    }
    return toCreation(row);
  };

  const isClaimedByAnother = async ({ existingCustomer, reference, customerId }: NewCreation): Promise<boolean> =>
    existingCustomer && reference !== undefined && (await happens(claims.claimedByAnother, [reference, customerId]));

  const isKeyTaken = async (key: string | undefined, mode: ProviderMode, together: boolean): Promise<boolean> =>
    key !== undefined && !together && (await happens(claims.keyTaken, [key, mode]));

  /** A separate statement: waiting for a reference while holding a creation's row could deadlock. */
  const release = async (reference: string | null | undefined): Promise<void> => {
    if (reference) await database.sql(claims.releaseReference, [reference]);
  };

  const trySucceed = async (success: SuccessRow): Promise<SucceedOutcome> => {
    // Of several creations of one customer a statement settles one; that another was settled shows in one of its own.
    const settled = (await batches.succeed(success)) ?? (await batches.succeedAlone(success));
    if (settled !== undefined) return { kind: 'settled', ...settled };
    const creation = await find(success.id);
    if (creation === undefined) throw new Error(`There is no creation ${success.id}`);
    return { kind: 'already-settled', creation };
  };

  const findTaken = async (id: string, externalId: string): Promise<ProviderCustomer | undefined> => {
    const [row] = await database.sql<LinkRow>(statements.taken, [id, externalId]);
    return row && toProviderCustomer(row);
  };

  const lease = async (text: string, id: string, leaseMs: number, leaseUntil: Date) => {
    const [row] = await database.sql<Pick<CreationRow, 'leaseUntil'>>(text, [id, leaseMs, leaseUntil.toISOString()]);
    return row?.leaseUntil;
  };

  return {
    find,

    findByIds: async (ids) => (await database.sql<CreationRow>(statements.findByIds, [ids])).map(toCreation),

    async begin(creation) {
      for (let attempt = 1; attempt <= maxBeginAttempts; attempt += 1) {
        const begun = await batches.begin(toBeginRow(creation));
        if (begun !== undefined) return { kind: 'begun', ...begun };
        await release(creation.reference);
        const obstacle = await findObstacle(creation);
        const isReplay = obstacle !== undefined && obstacle.idempotencyKey === creation.idempotencyKey;
        if (!isReplay && (await isKeyTaken(creation.idempotencyKey, creation.mode, creation.together))) {
          return { kind: 'key-taken' };
        }
        if (!isReplay && (await isClaimedByAnother(creation))) return { kind: 'reference-taken' };
        if (obstacle !== undefined) return { kind: 'conflict', creation: obstacle };
      }
      throw new Error(`Creation ${creation.id} could not begin, and what was in the way could not be found`);
    },

    async claimKey(key, modes, request) {
      const asked = new Set(modes);
      return (await database.sql(claims.claimKey, [key, [...asked], request])).length === asked.size;
    },

    async keepKey(request) {
      const { id, idempotencyKey, together } = request;
      const { mode } = request.link;
      for (let attempt = 1; attempt <= maxBeginAttempts; attempt += 1) {
        if (await batches.keepKey(toKeepKeyRow(request))) return undefined;
        const creation = await findByIdempotencyKey(idempotencyKey, mode);
        if (creation !== undefined) return creation;
        if (await isKeyTaken(idempotencyKey, mode, together)) return 'key-taken';
      }
      throw new Error(`The key of request ${id} could not be kept, and what was in the way could not be found`);
    },

    async succeed(id, success, authority) {
      const row = toSuccessRow(id, success, authority);
      try {
        return await trySucceed(row);
      } catch (error) {
        if (!isCollision(error)) throw error;
        const link = await findTaken(id, success.externalId);
        if (link !== undefined) return { kind: 'taken', link };
        if (await happens(statements.blocking, [id])) return { kind: 'blocked' };
        // Another creation stored the same customer at the same moment; the next try finds it and merges.
        return trySucceed(row);
      }
    },

    async fail(id, failure, keys, authority) {
      const failed = await batches.fail(toFailureRow(id, failure, keys, authority));
      if (failed === undefined) return false;
      await release(failed.reference);
      return true;
    },

    async markUnknown(id, reason, { ofAge, leastMs, mostMs }, leaseUntil) {
      const [row] = await database.sql<{ nextAttemptAt: Date }>(statements.markUnknown, [
        id,
        toStorable(reason),
        ofAge,
        leastMs,
        mostMs,
        leaseUntil.toISOString(),
      ]);
      return row?.nextAttemptAt;
    },

    async needsReview(id, reason, leaseUntil) {
      const { count } = await database.prisma.customerCreation.updateMany({
        where: { id, state: { in: ['IN_FLIGHT', 'UNKNOWN'] }, leaseUntil },
        data: {
          state: 'NEEDS_REVIEW',
          reason: toStorable(reason),
          nextAttemptAt: null,
          recoveryStarts: 0,
          updatedAt: await clock(),
        },
      });
      return count > 0;
    },

    sending: (id, leaseMs, leaseUntil) => lease(statements.sending, id, leaseMs, leaseUntil),
    renewLease: (id, leaseMs, leaseUntil) => lease(statements.renewLease, id, leaseMs, leaseUntil),

    findByIdempotencyKey,
    findByIdempotencyKeys,

    async claimDue(accounts, leaseMs, except = []) {
      const args = [JSON.stringify(accounts), leaseMs, except];
      const rows = await database.sql<CreationRow & { late: boolean }>(recovery.claimDue, args);
      return rows.map((row) => ({
        ...toClaimable(row),
        late: row.late,
        claimedAt: row.updatedAt,
        recoveryStarts: row.recoveryStarts,
        sentAt: row.sentAt ?? row.createdAt,
      }));
    },

    async endRecoveries(ids) {
      await database.sql(recovery.endRecoveries, [ids]);
    },

    async useInModes(accounts) {
      const used = JSON.stringify(accounts.map(({ provider, account, mode }) => ({ provider, account, mode })));
      const known = await database.sql<AccountInMode>(modeStatements.useInModes, [used]);
      for (const mode of ['TEST', 'EMULATED'] as const) {
        if (!accounts.some((account) => account.mode === mode)) continue;
        for (const text of [modeStatements.assignModeToLinks, modeStatements.assignModeToCreations]) {
          while (await happens(text, [used, mode]));
        }
      }
      return known;
    },

    clock,

    async reviewAbandoned(reason, endedBefore) {
      const at = await clock();
      const reviewed = await database.prisma.customerCreation.updateManyAndReturn({
        where: {
          settledAt: null,
          state: { not: 'NEEDS_REVIEW' },
          leaseUntil: { lte: at },
          recoverUntil: { lt: endedBefore },
        },
        data: { state: 'NEEDS_REVIEW', reason, nextAttemptAt: null, updatedAt: at },
        select: { id: true, provider: true, account: true, mode: true, attempts: true },
      });
      return reviewed.map((creation) => ({ ...creation, mode: creation.mode as ProviderMode }));
    },

    async reopen(id, { recoverForMs, now }) {
      const at = await clock();
      const { count } = await database.prisma.customerCreation.updateMany({
        where: { id, state: 'NEEDS_REVIEW' },
        data: {
          state: 'UNKNOWN',
          keyGeneration: { increment: 1 },
          leaseUntil: at,
          nextAttemptAt: at,
          recoverUntil: after(at < now ? at : now, recoverForMs),
          updatedAt: at,
        },
      });
      return count > 0;
    },

    async abandonLeases(longerThanMs, pausesLongerThanMs = longerThanMs) {
      await database.sql(recovery.abandonLeases, [longerThanMs, pausesLongerThanMs]);
    },

    async recordDuplicates(id, externalIds) {
      const [row] = await database.sql<Pick<CreationRow, 'duplicateExternalIds' | 'externalId'>>(
        statements.recordDuplicates,
        [id, externalIds],
      );
      return row && { duplicateExternalIds: row.duplicateExternalIds, externalId: row.externalId ?? undefined };
    },

    async clearDuplicates(id) {
      const { count } = await database.prisma.customerCreation.updateMany({
        where: { id, ...withDuplicates },
        data: { duplicateExternalIds: [], updatedAt: await clock() },
      });
      return count > 0;
    },

    async page({ state, hasDuplicates, first, after }) {
      const rows = hasDuplicates
        ? await database.sql<CreationRow>(statements.pageWithDuplicates, [state ?? null, after ?? null, first + 1])
        : await database.prisma.customerCreation.findMany({
            where: {
              state,
              // Implied by the state, but needed to use the index of open creations.
              settledAt: state === undefined || isSettledState(state) ? undefined : null,
              id: { gt: after },
            },
            orderBy: { id: 'asc' },
            take: first + 1,
          });
      return { creations: rows.slice(0, first).map(toCreation), hasNextPage: rows.length > first };
    },

    async openByState() {
      const rows = await database.sql<OpenCreations & { state: CreationState }>(statements.openByState, []);
      return new Map(rows.map(({ state, count, oldestAgeSeconds }) => [state, { count, oldestAgeSeconds }]));
    },

    async countWithDuplicates() {
      const [row] = await database.sql<{ count: number }>(statements.countWithDuplicates, []);
      return row?.count ?? 0;
    },

    async pruneReferences(claimedBefore) {
      const args = [claimedBefore.toISOString(), referencesLookedAt];
      const [page] = await database.sql<{ freed: number; lookedAt: string | null }>(claims.pruneReferences, args);
      referencesLookedAt = page?.lookedAt ?? '';
      return page?.freed ?? 0;
    },

    async pruneKeys(usedBefore, limit) {
      return (await database.sql(claims.pruneKeys, [usedBefore.toISOString(), limit])).length;
    },

    async pruneSettled(settledBefore, limit) {
      const where = { settledAt: { lt: settledBefore }, NOT: withDuplicates };
      const { count } = await database.prisma.customerCreation.deleteMany({ where, limit });
      return count;
    },
  };
}

const withDuplicates = { duplicateExternalIds: { isEmpty: false } };

const after = (time: Date, ms: number): Date => new Date(time.getTime() + ms);

function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && (error.kind === 'unique-violation' || error.kind === 'write-conflict');
}
