import { openDatabase } from '../../../src/repositories/database.js';
import type { Provider } from './providers.js';

/** The two statements of a creation at which a crash is staged. */
export type Statement = 'begin' | 'settle';

/** The name of the statement, with which it begins: PostgreSQL shows only the first kilobyte of what it is busy with. */
export const words: Readonly<Record<Statement, string>> = {
  begin: '-- creation.begin\n',
  settle: '-- creation.succeed\n',
};

/**
 * `before`: the database never carries the statement out. `during`: the server dies while it is carried out. `after`: it
 * is carried out, and the server never hears of it.
 */
export type When = 'before' | 'during' | 'after';

/** The sum of a report, of which each line begins with how many creations a statement is for. */
export const rowsReported = (report: string): number =>
  report
    .split('\n')
    .map((line) => Number.parseInt(line, 10) || 0)
    .reduce((sum, rows) => sum + rows, 0);

/** Stops the server at a statement. */
export interface Hold {
  /**
   * Waits until the statement is stopped for so many creations, in one run or several, or the time (milliseconds) is over;
   * returns how many they are.
   */
  reached(count: number, withinMs: number): Promise<number>;
  /** To be called once the server is dead. */
  finish(): Promise<void>;
}

/** The database of a server under test. */
export interface Store {
  readonly backend: 'PGlite' | 'PostgreSQL';
  readonly settings: Readonly<Record<string, string>>;
  /** To be loaded into the server, where the database cannot be got at from outside. */
  readonly preload?: URL;
  /** How many creations can stand at this place at once, however far apart they come to it. */
  atOnce(when: When): number;
  /** @param round varies at which point of the statement the server dies. */
  hold(statement: Statement, when: When, round: number): Promise<Hold>;
  /** After a kill: has the dead server's leases end now, where waiting for it is the only other way. */
  expireLeases(): Promise<void>;
  /** With no server running on an embedded database. */
  read(): Promise<StoredRecords>;
  drop(): Promise<void>;
}

export interface StoredRecords {
  readonly creations: readonly {
    readonly provider: Provider;
    readonly state: string;
    readonly reason: string | null;
    /** Known until the creation is settled. */
    readonly email: string | null;
    readonly externalId: string | null;
    readonly attempts: number;
  }[];
  readonly links: readonly { readonly provider: Provider; readonly externalId: string; readonly email: string }[];
  readonly unlinkedCustomers: number;
}

/** Reads everything, past the server. */
export async function readRecords(options: { url: string } | { dataDir: string }): Promise<StoredRecords> {
  const database = await openDatabase(options);
  try {
    return {
      creations: await database.sql<StoredRecords['creations'][number]>(
        `SELECT provider, state, reason, input -> 'profile' ->> 'email' AS email, external_id AS "externalId", attempts
         FROM customer_creation`,
        [],
      ),
      links: await database.sql<StoredRecords['links'][number]>(
        `SELECT l.provider, l.external_id AS "externalId", c.email
         FROM provider_customer l JOIN customer c ON c.id = l.customer_id`,
        [],
      ),
      unlinkedCustomers: (
        await database.sql(
          'SELECT id FROM customer c WHERE NOT EXISTS (SELECT FROM provider_customer l WHERE l.customer_id = c.id)',
          [],
        )
      ).length,
    };
  } finally {
    await database.close();
  }
}
