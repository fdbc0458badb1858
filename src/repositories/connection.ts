import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';

/** A PostgreSQL, in process or across the network, as Prisma's driver adapters see it. */
export interface Connection {
  readonly backend: 'postgresql' | 'pglite';
  /** For the Prisma client. */
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** For statements of our own, over the same connections. */
  readonly adapter: SqlDriverAdapter;
  /**
   * Runs one statement of our own: the fastest way there is over these connections.
   *
   * @throws DatabaseError
   */
  query(text: string, args: readonly unknown[]): Promise<object[]>;
  close(): Promise<void>;
}

/** Takes one line on what the database did unasked, such as losing an idle connection. */
export type DatabaseLog = (message: string) => void;

/**
 * Gives an adapter an `executeScript` that can be relied on: of the two drivers' own, one cuts the script at every
 * semicolon, in strings and comments as well, and the other neither waits for the script nor sees it fail.
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
