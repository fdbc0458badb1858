import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';

/** A connection to PostgreSQL, in process or over the network, through Prisma's driver adapters. */
export interface Connection {
  readonly backend: 'postgresql' | 'pglite';
  /** The schema of the tables. */
  readonly schema: string;
  /** For the Prisma client. */
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** For our own SQL, over the same connections. */
  readonly adapter: SqlDriverAdapter;
  /**
   * Runs one of our own SQL statements, bypassing the driver adapter, which is slower.
   *
   * @param text has the names of tables in braces; see tables.ts.
   * @throws DatabaseError
   */
  query(text: string, args: readonly unknown[]): Promise<object[]>;
  pool(): PoolState;
  /** Replaces idle connections, because the server behind them takes no writes any more. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** The connections to PostgreSQL at the moment; the embedded database has none. */
export interface PoolState {
  /** Connections that a statement has, or that are being opened. */
  readonly inUse: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
  /** Largest number of connections. */
  readonly max: number;
}

/** Logs an event of the database, such as a lost idle connection. */
export type DatabaseLog = (message: string) => void;

/**
 * Gives an adapter a reliable `executeScript`: one of the two drivers splits a script at every semicolon, even in strings
 * and comments, and the other neither waits for the script nor reports its failure.
 */
export function withScripts(adapter: SqlDriverAdapter, run: (script: string) => Promise<unknown>): SqlDriverAdapter {
  return Object.assign(adapter, {
    executeScript: async (script: string): Promise<void> => {
      try {
        await run(script);
      } catch (error) {
        const { code, severity, message, detail, column, hint } = error as Record<string, string | undefined>;
        throw new DriverAdapterError({
          kind: 'postgres',
          code: code ?? 'N/A',
          severity: severity ?? 'N/A',
          message: message ?? String(error),
          detail,
          column,
          hint,
        });
      }
    },
  });
}
