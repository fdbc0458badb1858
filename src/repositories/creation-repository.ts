import { validate as isUuid } from 'uuid';
import { type AccountInMode, type Creation, type CreationState, isSettledState } from '../domain/creation.js';
import type { BeginOutcome, CreationStore, NewCreation, SucceedOutcome } from '../domain/creation-store.js';
import type { ProviderCustomer } from '../domain/customer.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import { toStorable } from '../domain/text.js';
import {
  type BeginRow,
  beginColumns,
  columns,
  type SuccessRow,
  succeedColumns,
  toBeginRow,
  toStorableJson,
  toSuccessRow,
} from './creation-columns.js';
import * as statements from './creation-statements.js';
import type { Database } from './database.js';
import { DatabaseError } from './database-error.js';
import { groupCommit } from './group-commit.js';
import {
  type CreationRow,
  type CustomerRow,
  type LinkBeside,
  type LinkRow,
  linkBeside,
  type ParsePhone,
  sentIds,
  toClaimable,
  toCreation,
  toCustomer,
  toProviderCustomer,
} from './rows.js';
import { parseStoredPhone } from './stored-phone.js';

type BegunRow = Pick<
  CreationRow,
  'id' | 'customerId' | 'keyGeneration' | 'leaseUntil' | 'createdAt' | 'merchantReference' | 'routingId'
>;
type Begun = Omit<Extract<BeginOutcome, { kind: 'begun' }>, 'kind'>;

type SettledRow = CustomerRow & LinkBeside & { readonly creationId: string };
type Settled = Omit<Extract<SucceedOutcome, { kind: 'settled' }>, 'kind'>;

/** A conflicting row may be gone when it is read. This many times in a row is not a coincidence. */
const maxBeginAttempts = 10;

export function createCreationRepository(database: Database, parsePhone: ParsePhone = parseStoredPhone): CreationStore {
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

  const tryBegin = groupCommit<BeginRow, Begun | undefined>({
    run: async (rows) => {
      const begun = await database.sql<BegunRow>(statements.begin, columns(beginColumns, rows));
      const byId = new Map(begun.map((row) => [row.id, row]));
      return rows.map(({ id }) => toBegun(byId.get(id)));
    },
    concerns: ({ reference, idempotency_key: key }) => [...named('reference', reference), ...named('key', key)],
    sizeOf: ({ input }) => input.length,
  });

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
    existingCustomer &&
    reference !== undefined &&
    (await happens(statements.claimedByAnother, [reference, customerId]));

  const isKeyTaken = async (key: string | undefined, mode: ProviderMode, together: boolean): Promise<boolean> =>
    key !== undefined && !together && (await happens(statements.keyTaken, [key, mode]));

  /** A separate statement: waiting for a reference while holding a creation's row could deadlock. */
  const release = async (reference: string | null | undefined): Promise<void> => {
    if (reference) await database.sql(statements.releaseReference, [reference]);
  };

  const storeSuccesses = async (rows: readonly SuccessRow[]): Promise<(Settled | undefined)[]> => {
    const settled = await database.sql<SettledRow>(statements.succeed, columns(succeedColumns, rows));
    const byId = new Map(settled.map((row) => [row.creationId, row]));
    return rows.map(({ id }) => {
      const row = byId.get(id);
      const providerCustomer = row && linkBeside(row);
      return providerCustomer && { customer: toCustomer(row, parsePhone), providerCustomer };
    });
  };
  const storeSuccess = groupCommit<SuccessRow, Settled | undefined>({
    run: storeSuccesses,
    sizeOf: ({ details }) => (details?.length ?? 0) + 500,
  });

  const trySucceed = async (success: SuccessRow): Promise<SucceedOutcome> => {
    // Of several creations of one customer a statement settles one; that another was settled shows in one of its own.
    const settled = (await storeSuccess(success)) ?? (await storeSuccesses([success]))[0];
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
        const begun = await tryBegin(toBeginRow(creation));
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

    async claimKey(key, modes) {
      const asked = new Set(modes);
      return (await database.sql(statements.claimKey, [key, [...asked]])).length === asked.size;
    },

    async keepKey({ id, idempotencyKey, together, fingerprint, notSent, differences, link }) {
      const { provider, account, mode, customerId, externalId } = link;
      const args = [
        id,
        provider,
        account,
        customerId,
        idempotencyKey,
        fingerprint,
        JSON.stringify(notSent),
        externalId,
        mode,
        JSON.stringify(differences),
        together,
      ];
      for (let attempt = 1; attempt <= maxBeginAttempts; attempt += 1) {
        if (await happens(statements.keepKey, args)) return undefined;
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

    async fail(id, failure, { releaseKey, keepProviderKey = false }, authority) {
      const byOperator = authority.kind === 'operator';
      const leaseUntil = byOperator ? null : authority.leaseUntil.toISOString();
      const args = [id, toStorableJson(failure), releaseKey, leaseUntil, byOperator, keepProviderKey];
      const [failed] = await database.sql<Pick<CreationRow, 'reference'>>(statements.fail, args);
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

    async claimDue(accounts, leaseMs) {
      const args = [JSON.stringify(accounts), leaseMs];
      const rows = await database.sql<CreationRow & { late: boolean }>(statements.claimDue, args);
      return rows.map((row) => ({
        ...toClaimable(row),
        late: row.late,
        claimedAt: row.updatedAt,
        recoveryStarts: row.recoveryStarts,
        sentAt: row.sentAt ?? row.createdAt,
      }));
    },

    async endRecoveries(ids) {
      await database.sql(statements.endRecoveries, [ids]);
    },

    async useInModes(accounts) {
      const used = JSON.stringify(accounts.map(({ provider, account, mode }) => ({ provider, account, mode })));
      const known = await database.sql<AccountInMode>(statements.useInModes, [used]);
      for (const mode of ['TEST', 'EMULATED'] as const) {
        if (!accounts.some((account) => account.mode === mode)) continue;
        await database.sql(statements.assignModeToLinks, [used, mode]);
        await database.sql(statements.assignModeToCreations, [used, mode]);
      }
      return known;
    },

    clock,

    async reviewAbandoned(reason, endedBefore) {
      const at = await clock();
      return database.prisma.customerCreation.updateManyAndReturn({
        where: {
          settledAt: null,
          state: { not: 'NEEDS_REVIEW' },
          leaseUntil: { lte: at },
          recoverUntil: { lt: endedBefore },
        },
        data: { state: 'NEEDS_REVIEW', reason, nextAttemptAt: null, updatedAt: at },
        select: { id: true, provider: true },
      });
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
      await database.sql(statements.abandonLeases, [longerThanMs, pausesLongerThanMs]);
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

    async countOpen() {
      const rows = await database.prisma.customerCreation.groupBy({
        by: ['state'],
        where: { settledAt: null },
        _count: true,
      });
      return new Map(rows.map(({ state, _count }) => [state as CreationState, _count]));
    },

    async countWithDuplicates() {
      const [row] = await database.sql<{ count: number }>(statements.countWithDuplicates, []);
      return row?.count ?? 0;
    },

    async pruneReferences(claimedBefore) {
      return (await database.sql(statements.pruneReferences, [claimedBefore.toISOString()])).length;
    },

    async pruneKeys(usedBefore, limit) {
      return (await database.sql(statements.pruneKeys, [usedBefore.toISOString(), limit])).length;
    },

    async pruneSettled(settledBefore, limit) {
      const where = { settledAt: { lt: settledBefore }, NOT: withDuplicates };
      const { count } = await database.prisma.customerCreation.deleteMany({ where, limit });
      return count;
    },
  };
}

function toBegun(row: BegunRow | undefined): Begun | undefined {
  if (row === undefined) return undefined;
  const { customerId, keyGeneration, leaseUntil, createdAt } = row;
  return { customerId, keyGeneration, leaseUntil, createdAt, ...sentIds(row) };
}

const named = (kind: string, value: string | undefined): string[] => (value === undefined ? [] : [`${kind} ${value}`]);

const withDuplicates = { duplicateExternalIds: { isEmpty: false } };

const after = (time: Date, ms: number): Date => new Date(time.getTime() + ms);

function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && (error.kind === 'unique-violation' || error.kind === 'write-conflict');
}
