import { validate as isUuid } from 'uuid';
import type {
  BusyAccount,
  ClaimedCreation,
  Creation,
  CreationInput,
  CreationState,
  PauseByAge,
} from '../domain/creation.js';
import type { Customer, InputPath, ProviderCustomer } from '../domain/customer.js';
import type { DefiniteFailure } from '../domain/provider-failure.js';
import * as statements from './creation-statements.js';
import type { Database } from './database.js';
import { DatabaseError } from './database-error.js';
import {
  type CreationRow,
  type CustomerRow,
  type LinkBeside,
  linkBeside,
  type ParsePhone,
  type ProviderCustomerRow,
  toCreation,
  toCustomer,
  toProviderCustomer,
} from './rows.js';
import { parseStoredPhone } from './stored-phone.js';

/** A creation about to be sent for the first time. */
export interface NewCreation {
  /** UUIDv7. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  /** Of the stored customer, or reserved for the one to be. Creations begun together may reserve the same one. */
  readonly customerId: string;
  /** Whether `customerId` is stored already. */
  readonly existingCustomer: boolean;
  /** The customer's reference, given now or stored earlier. */
  readonly reference?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly fingerprint: string;
  readonly input: CreationInput;
  readonly notSent: readonly InputPath[];
  /** For how long nobody else takes the creation up. */
  readonly leaseMs: number;
  /** For how long recovery may send it again. */
  readonly recoverForMs: number;
}

/** A request that asked for a customer at an account where it is linked already. */
export type LinkedRequest = Pick<NewCreation, 'id' | 'fingerprint' | 'notSent'> & {
  readonly idempotencyKey: string;
  readonly link: ProviderCustomer;
};

export type BeginOutcome =
  | { readonly kind: 'begun'; readonly leaseUntil: Date; readonly createdAt: Date }
  /**
   * Nothing was begun. In the way is the creation with the same idempotency key or, failing that, one of the same
   * customer at the same account: not settled, or `SUCCEEDED`, in which case the customer is linked there.
   */
  | { readonly kind: 'conflict'; readonly creation: Creation };

export type SucceedOutcome =
  | { readonly kind: 'settled'; readonly customer: Customer; readonly providerCustomer: ProviderCustomer }
  /**
   * Nothing was written, as a link is in the way: of another customer to this external id, or of this customer to
   * another external id at the same account.
   */
  | { readonly kind: 'taken'; readonly link: ProviderCustomer }
  /**
   * Nothing was written, as another creation is in the way that is not settled: its customer was given the reference of
   * this one meanwhile, so that both turned out to be for the same.
   */
  | { readonly kind: 'blocked' }
  /** Nothing was written: it is settled, or, for one said to be in review, not in review any more. */
  | { readonly kind: 'already-settled'; readonly creation: Creation };

/**
 * The durable record of what was asked of the providers. Every change of state is one statement, guarded by the states
 * that it may lead from.
 *
 * `leaseUntil` is the end of the lease as its holder knows it. When it is given, nothing changes once somebody else took
 * the creation over: one who lost the lease, by a long pause for instance, no longer knows what is going on, and must
 * not call a creation failed that another is sending. Success needs no such guard, it is true whoever reports it.
 */
export interface CreationRepository {
  /** One statement, unless something is in the way. When it resolves with `begun`, the creation survives any crash. */
  begin(creation: NewCreation): Promise<BeginOutcome>;
  /**
   * Keeps the key of a request whose customer is linked already, with that as its outcome.
   *
   * @returns the creation that has the key; undefined when it is this one now.
   */
  keepKey(request: LinkedRequest): Promise<Creation | undefined>;
  /** The provider has the customer: settles the creation, and writes customer and link, in one statement. */
  succeed(
    id: string,
    success: {
      readonly externalId: string;
      /** Whether the provider's record came into being through this creation. */
      readonly created: boolean;
      /** UUIDv7 for the link. */
      readonly linkId: string;
      /** Said by a person: only a creation that needs a review is theirs to settle. */
      readonly inReview?: boolean | undefined;
    },
  ): Promise<SucceedOutcome>;
  /**
   * Certainly not created.
   *
   * @param options.releaseKey lets a later creation use the idempotency key again.
   * @returns whether it was settled now.
   */
  fail(
    id: string,
    failure: DefiniteFailure,
    options: {
      readonly releaseKey: boolean;
      readonly leaseUntil?: Date | undefined;
      readonly inReview?: boolean | undefined;
    },
  ): Promise<boolean>;
  /**
   * How it ended is not known; gives up the lease.
   *
   * @returns when it is looked at again; undefined when nothing was noted.
   */
  markUnknown(id: string, reason: string, pause: PauseByAge, leaseUntil?: Date): Promise<Date | undefined>;
  /** A person is to settle it. Returns whether that is noted. */
  needsReview(id: string, reason: string, leaseUntil?: Date): Promise<boolean>;
  /**
   * To be called before the creation is sent once more: counts the attempt and renews the lease.
   *
   * @returns when the lease now ends; undefined when the creation must not be sent, as somebody else holds it, it is
   *   too late, or nothing is to be done about it any more.
   */
  sending(id: string, leaseMs: number, leaseUntil?: Date): Promise<Date | undefined>;
  /** As {@link sending}, without counting an attempt. */
  renewLease(id: string, leaseMs: number, leaseUntil?: Date): Promise<Date | undefined>;
  find(id: string): Promise<Creation | undefined>;
  findByIdempotencyKey(key: string): Promise<Creation | undefined>;
  /**
   * Takes over creations whose holder let the lease run out, and unknown ones whose next attempt is due, of each
   * account those that are longest overdue. No two callers get the same one.
   *
   * @param perAccount how many at most at each account, less those that the caller is `busy` with there.
   */
  claimDue(perAccount: number, busy: readonly BusyAccount[], leaseMs: number): Promise<ClaimedCreation[]>;
  /**
   * Has a creation that needs a review sent anew, with a new key at the provider.
   *
   * @returns whether it needed a review.
   */
  reopen(id: string, recoverForMs: number): Promise<boolean>;
  /** Ends all leases. Only for a process that has the database to itself, before it starts to work. */
  abandonLeases(): Promise<void>;
  /** Oldest first, behind `after`. */
  page(request: {
    readonly state?: CreationState | undefined;
    readonly first: number;
    readonly after?: string | undefined;
  }): Promise<{ readonly creations: readonly Creation[]; readonly hasNextPage: boolean }>;
  /** How many are not settled, by state. */
  countOpen(): Promise<ReadonlyMap<CreationState, number>>;
  /** Deletes records settled longer ago than that, oldest first; returns how many. */
  pruneSettled(olderThanMs: number, limit: number): Promise<number>;
}

/** What is in the way may be gone when it is looked for; this often in a row it is not chance. */
const maxBeginAttempts = 10;

export function createCreationRepository(
  database: Database,
  parsePhone: ParsePhone = parseStoredPhone,
): CreationRepository {
  const find = async (id: string): Promise<Creation | undefined> => {
    if (!isUuid(id)) return undefined;
    const [row] = await database.sql<CreationRow>(statements.find, [id]);
    return row && toCreation(row);
  };

  const findByIdempotencyKey = async (key: string): Promise<Creation | undefined> => {
    const [row] = await database.sql<CreationRow>(statements.findByIdempotencyKey, [key]);
    return row && toCreation(row);
  };

  const happens = async (text: string, args: readonly unknown[]) => (await database.sql(text, args)).length > 0;

  const tryBegin = async (creation: NewCreation) => {
    const [row] = await database.sql<Pick<CreationRow, 'leaseUntil' | 'createdAt'>>(statements.begin, [
      creation.id,
      creation.provider,
      creation.account,
      creation.customerId,
      creation.existingCustomer,
      creation.reference ?? null,
      creation.idempotencyKey ?? null,
      creation.fingerprint,
      JSON.stringify(creation.input),
      JSON.stringify(creation.notSent),
      creation.leaseMs,
      creation.recoverForMs,
    ]);
    return row;
  };

  const findObstacle = async (creation: NewCreation): Promise<Creation | undefined> => {
    const key = creation.idempotencyKey ?? null;
    const { provider, account, customerId, reference = null } = creation;
    const [row] = await database.sql<CreationRow>(statements.obstacle, [key, provider, account, customerId, reference]);
    if (row === undefined) return undefined;
    if (row.state === 'SUCCEEDED' && (key === null || row.idempotencyKey !== key)) {
      // Nobody who looks for the customer would find them: it would stay in the way however often it is looked at.
      const forget = [statements.forgetUnlinked, statements.forgetReference];
      for (const text of forget) if (await happens(text, [row.id])) return undefined;
    }
    return toCreation(row);
  };

  const trySucceed = async (
    id: string,
    { externalId, created, linkId, inReview = false }: Parameters<CreationRepository['succeed']>[1],
  ): Promise<SucceedOutcome> => {
    const [row] = await database.sql<CustomerRow & LinkBeside>(statements.succeed, [
      id,
      externalId,
      created,
      linkId,
      inReview,
    ]);
    const providerCustomer = row && linkBeside(row);
    if (providerCustomer !== undefined) {
      return { kind: 'settled', customer: toCustomer(row as CustomerRow, parsePhone), providerCustomer };
    }
    const creation = await find(id);
    if (creation === undefined) throw new Error(`There is no creation ${id}`);
    return { kind: 'already-settled', creation };
  };

  const findTaken = async (id: string, externalId: string): Promise<ProviderCustomer | undefined> => {
    const [row] = await database.sql<ProviderCustomerRow>(statements.taken, [id, externalId]);
    return row && toProviderCustomer(row);
  };

  const lease = async (text: string, id: string, leaseMs: number, leaseUntil: Date | undefined) => {
    const [row] = await database.sql<Pick<CreationRow, 'leaseUntil'>>(text, [id, leaseMs, isoOrNull(leaseUntil)]);
    return row?.leaseUntil;
  };

  return {
    find,

    async begin(creation) {
      for (let attempt = 1; attempt <= maxBeginAttempts; attempt += 1) {
        const begun = await tryBegin(creation);
        if (begun !== undefined) return { kind: 'begun', ...begun };
        const obstacle = await findObstacle(creation);
        if (obstacle !== undefined) return { kind: 'conflict', creation: obstacle };
      }
      throw new Error(`Creation ${creation.id} could not begin, and what was in the way could not be found`);
    },

    async keepKey({ id, idempotencyKey, fingerprint, notSent, link }) {
      const { provider, account, customerId, externalId } = link;
      const args = [
        id,
        provider,
        account,
        customerId,
        idempotencyKey,
        fingerprint,
        JSON.stringify(notSent),
        externalId,
      ];
      const kept = await happens(statements.keepKey, args);
      return kept ? undefined : findByIdempotencyKey(idempotencyKey);
    },

    async succeed(id, success) {
      try {
        return await trySucceed(id, success);
      } catch (error) {
        if (!isCollision(error)) throw error;
        const link = await findTaken(id, success.externalId);
        if (link !== undefined) return { kind: 'taken', link };
        if (await happens(statements.blocking, [id])) return { kind: 'blocked' };
        // Otherwise another creation stored the same customer at the same moment: now it is found, and merged with.
        return trySucceed(id, success);
      }
    },

    fail: (id, failure, { releaseKey, leaseUntil, inReview = false }) =>
      happens(statements.fail, [id, storableJson(failure), releaseKey, isoOrNull(leaseUntil), inReview]),

    async markUnknown(id, reason, { ofAge, leastMs, mostMs }, leaseUntil) {
      const [row] = await database.sql<{ nextAttemptAt: Date }>(statements.markUnknown, [
        id,
        storable(reason),
        ofAge,
        leastMs,
        mostMs,
        isoOrNull(leaseUntil),
      ]);
      return row?.nextAttemptAt;
    },

    needsReview: (id, reason, leaseUntil) =>
      happens(statements.needsReview, [id, storable(reason), isoOrNull(leaseUntil)]),

    sending: (id, leaseMs, leaseUntil) => lease(statements.sending, id, leaseMs, leaseUntil),
    renewLease: (id, leaseMs, leaseUntil) => lease(statements.renewLease, id, leaseMs, leaseUntil),

    findByIdempotencyKey,

    async claimDue(perAccount, busy, leaseMs) {
      const args = [perAccount, JSON.stringify(busy), leaseMs];
      const rows = await database.sql<CreationRow & { late: boolean }>(statements.claimDue, args);
      return rows.map((row) => ({ ...toCreation(row), late: row.late }));
    },

    reopen: (id, recoverForMs) => happens(statements.reopen, [id, recoverForMs]),

    async abandonLeases() {
      await database.sql(statements.abandonLeases, []);
    },

    async page({ state, first, after }) {
      const rows = await database.prisma.customerCreation.findMany({
        where: {
          ...(state === undefined ? {} : { state }),
          // Said although it follows from the state: the index of what is open goes by it.
          ...(state === undefined || isSettled(state) ? {} : { settledAt: null }),
          ...(after === undefined ? {} : { id: { gt: after } }),
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

    async pruneSettled(olderThanMs, limit) {
      return (await database.sql(statements.pruneSettled, [olderThanMs, limit])).length;
    },
  };
}

const isSettled = (state: CreationState) => state === 'SUCCEEDED' || state === 'FAILED';

function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && (error.kind === 'unique-violation' || error.kind === 'write-conflict');
}

const isoOrNull = (time: Date | undefined): string | null => time?.toISOString() ?? null;

function storableJson(value: object): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'string' ? storable(part) : part));
}

/** A provider's words may hold what PostgreSQL cannot store: the null character, and halves of surrogate pairs. */
function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\u{FFFD}');
}
