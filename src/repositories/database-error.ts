import { isDriverAdapterError, type MappedError } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { SafeError } from '../domain/safe-error.js';

/**
 * - `unique-violation`: a row with the same key exists.
 * - `write-conflict`: a deadlock or serialization failure; the statement was rolled back and can be repeated.
 * - `unavailable`: no connection, or it was lost; it is unknown whether a statement in flight took effect.
 */
export type DatabaseErrorKind = 'unique-violation' | 'write-conflict' | 'unavailable' | 'other';

/** An error of the database, without the values that were sent to it, which may be personal data. */
export class DatabaseError extends SafeError {
  override readonly name = 'DatabaseError';

  constructor(
    readonly kind: DatabaseErrorKind,
    message: string,
    /** SQLSTATE, where the database itself answered. */
    readonly sqlState?: string,
  ) {
    super(message);
  }

  override get details() {
    return { kind: this.kind, sqlState: this.sqlState };
  }
}

/** Converts a driver's error to a {@link DatabaseError}; returns anything else unchanged. */
export function toDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || !isDriverAdapterError(error)) return error;
  const cause = error.cause as MappedError & { originalCode?: string; originalMessage?: string };
  const sqlState = cause.originalCode ?? (cause.kind === 'postgres' ? cause.code : undefined);
  const words = cause.originalMessage ?? whereabouts(cause) ?? error.message;
  return new DatabaseError(kindOf(cause, sqlState), withoutValues(words, sqlState), sqlState);
}

const lostWithoutCode = /^(Connection terminated|Client (has|was)|timeout exceeded|Query read timeout).*/;

/** The same for an error of the `pg` driver. */
export function fromPostgres(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof pg.DatabaseError) {
    const kind = error.code === '23505' ? 'unique-violation' : kindOfState(error.code);
    return new DatabaseError(kind, `${withoutValues(error.message, error.code)}${adviceFor(error.code)}`, error.code);
  }
  // `ECONNREFUSED` and the like; without a code, the driver's or the pool's message about a lost connection or a timeout.
  const { code } = error as NodeJS.ErrnoException;
  const words = lostWithoutCode.exec(error.message)?.[0];
  const reason = code?.startsWith('E') ? code : words;
  return reason ? new DatabaseError('unavailable', `no connection to the database: ${reason}`) : error;
}

/**
 * No connection to a server came about. Nothing of a customer has been sent by then, so that the driver's own words can be
 * told; they do not repeat the password.
 *
 * @param address is that of the server.
 */
export function connectFailure(error: unknown, address: string): DatabaseError {
  const { message, code } = error as NodeJS.ErrnoException;
  const sqlState = error instanceof pg.DatabaseError ? code : undefined;
  const known = code !== undefined && /^E[A-Z]+$/.test(code);
  const reason = known ? code : `${message}${code === undefined ? '' : ` (${code})`}`;
  return new DatabaseError(
    'unavailable',
    `no connection to the database at ${address}: ${reason}${adviceFor(code)}`,
    sqlState,
  );
}

const pooled = '; if a pooler stands in between, add pgbouncer=true to DATABASE_URL';

/**
 * What helps, where the message does not say it. 08P01: PgBouncer refuses a startup parameter. 26000 and 42P05: a prepared
 * statement is not there, or is there already, because the connection behind the pooler is another one.
 */
const advice: Readonly<Record<string, string>> = {
  '08P01': pooled,
  '26000': pooled,
  '42P05': pooled,
  DEPTH_ZERO_SELF_SIGNED_CERT: '; name its certificate with sslrootcert in DATABASE_URL',
  SELF_SIGNED_CERT_IN_CHAIN: '; name the certificate of its authority with sslrootcert in DATABASE_URL',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '; name the certificate of its authority with sslrootcert in DATABASE_URL',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: '; name the certificate of its authority with sslrootcert in DATABASE_URL',
};

const adviceFor = (code: string | undefined): string => advice[code ?? ''] ?? '';

/** Class 22, data exceptions, quotes the value. The others name tables, columns and constraints only. */
const withoutValues = (message: string, sqlState: string | undefined): string =>
  sqlState?.startsWith('22') ? `a value has the wrong form (SQLSTATE ${sqlState})` : message;

/** 40P01: deadlock, 40001: serialization failure. Classes 08 and 57P: connection lost, server going down; 57014: took too long. */
function kindOfState(sqlState: string | undefined): DatabaseErrorKind {
  if (sqlState === '40P01' || sqlState === '40001') return 'write-conflict';
  return sqlState !== undefined && /^(08|57P|57014|53300)/.test(sqlState) ? 'unavailable' : 'other';
}

/** The reason why a connection failed, of which the driver passes on only the error's name. */
function whereabouts(cause: MappedError): string | undefined {
  if (cause.kind !== 'DatabaseNotReachable') return undefined;
  return `the database cannot be reached at ${cause.host ?? 'its host'}${cause.port === undefined ? '' : `:${cause.port}`}`;
}

function kindOf(cause: MappedError, sqlState: string | undefined): DatabaseErrorKind {
  switch (cause.kind) {
    case 'UniqueConstraintViolation':
      return 'unique-violation';
    case 'TransactionWriteConflict':
      return 'write-conflict';
    case 'DatabaseNotReachable':
    case 'ConnectionClosed':
    case 'SocketTimeout':
    case 'TooManyConnections':
    case 'TlsConnectionError':
      return 'unavailable';
    default:
      return kindOfState(sqlState);
  }
}
