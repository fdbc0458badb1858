import type { BeginOutcome, SucceedOutcome } from '../domain/creation-store.js';
import { batched } from './batched.js';
import type { BeginRow, FailureRow, KeepKeyRow, SuccessRow } from './creation-columns.js';
import * as statements from './creation-statements.js';
import type { Database } from './database.js';
import { forRows, type RowStatement } from './row-statement.js';
import {
  type CreationRow,
  type CustomerRow,
  type LinkBeside,
  linkBeside,
  type ParsePhone,
  sentIds,
  toCustomer,
} from './rows.js';

type BegunRow = Pick<
  CreationRow,
  'id' | 'customerId' | 'keyGeneration' | 'leaseUntil' | 'createdAt' | 'merchantReference' | 'routingId'
>;
type Begun = Omit<Extract<BeginOutcome, { kind: 'begun' }>, 'kind'>;

type SettledRow = CustomerRow & LinkBeside & { readonly creationId: string };
type Settled = Omit<Extract<SucceedOutcome, { kind: 'settled' }>, 'kind'>;

type FailedRow = Pick<CreationRow, 'id' | 'reference'>;

/**
 * The writes of a creation that share statements with those of others (docs/adr/0010). Each resolves to undefined when the
 * statement did nothing for it.
 */
export function creationBatches(database: Database, parsePhone: ParsePhone) {
  /** Runs a statement that returns at most one row for each that it is given. */
  const run =
    <Name extends string, Found extends object>(statement: RowStatement<Name>, creationOf: (found: Found) => string) =>
    async (rows: readonly (Record<Name, unknown> & { readonly id: string })[]): Promise<(Found | undefined)[]> => {
      const found = await database.sql<Found>(...forRows(statement, rows));
      const byCreation = new Map(found.map((row) => [creationOf(row), row]));
      return rows.map(({ id }) => byCreation.get(id));
    };

  const begin = batched<BeginRow, BegunRow | undefined>({
    run: run(statements.begin, ({ id }) => id),
    concerns: ({ reference, idempotency_key: key }) => [...named('reference', reference), ...named('key', key)],
    sizeOf: ({ input }) => input.length,
  });

  const succeedTogether = run<keyof SuccessRow, SettledRow>(statements.succeed, ({ creationId }) => creationId);
  const succeed = batched<SuccessRow, SettledRow | undefined>({
    run: succeedTogether,
    concerns: ({ id }) => [id],
    sizeOf: ({ details }) => (details?.length ?? 0) + 500,
  });

  function toSettled(row: SettledRow | undefined): Settled | undefined {
    const providerCustomer = row && linkBeside(row);
    return providerCustomer && { customer: toCustomer(row, parsePhone), providerCustomer };
  }

  return {
    begin: async (row: BeginRow): Promise<Begun | undefined> => toBegun(await begin(row)),
    keepKey: batched<KeepKeyRow, Pick<CreationRow, 'id'> | undefined>({
      run: run(statements.keepKey, ({ id }) => id),
      concerns: ({ idempotency_key: key }) => [key],
      sizeOf: ({ not_sent: notSent, differences }) => notSent.length + differences.length + 500,
    }),
    succeed: async (row: SuccessRow): Promise<Settled | undefined> => toSettled(await succeed(row)),
    /** In a statement of its own. */
    succeedAlone: async (row: SuccessRow): Promise<Settled | undefined> => toSettled((await succeedTogether([row]))[0]),
    fail: batched<FailureRow, FailedRow | undefined>({
      run: run(statements.fail, ({ id }) => id),
      concerns: ({ id }) => [id],
      sizeOf: ({ failure }) => failure.length + 500,
    }),
  };
}

function toBegun(row: BegunRow | undefined): Begun | undefined {
  if (row === undefined) return undefined;
  const { customerId, keyGeneration, leaseUntil, createdAt } = row;
  return { customerId, keyGeneration, leaseUntil, createdAt, ...sentIds(row) };
}

const named = (kind: string, value: string | undefined): string[] => (value === undefined ? [] : [`${kind} ${value}`]);
