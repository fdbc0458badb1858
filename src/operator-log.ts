import type { FastifyBaseLogger } from 'fastify';
import { OperatorAlert, SafeError, safeToLog, stackFrames } from './domain/safe-error.js';
import { DatabaseError } from './repositories/database-error.js';
import type { CreationReport, Dependencies } from './services/dependencies.js';

/** What operators read: each creation that went wrong, each trouble, and each of their own acts is a line. */
export interface OperatorLog extends Pick<Dependencies, 'warn' | 'report' | 'audit'> {
  /** A resolver failed in a way that is not the caller's fault. */
  resolverFailed(error: unknown, requestId: string | undefined): void;
}

/** @param traceId of the trace that the present work belongs to, when there is one. */
export function createOperatorLog(
  logger: FastifyBaseLogger,
  traceId: () => string | undefined = () => undefined,
): OperatorLog {
  const once = onceInAWhile(logger);
  return {
    report({ reason, providerCode, ...report }) {
      const details = { ...report, providerCode: codeToLog(providerCode), reason, traceId: traceId() };
      logger[levelOf(report)](details, headlineOf({ reason, ...report }));
    },
    audit: (act, creationId, by) => logger.info({ creationId, ...by, traceId: traceId() }, act),
    warn(error, creationId) {
      const details = { creationId, ...safeToLog(error), traceId: traceId() };
      if (error instanceof OperatorAlert) return logger.error(details, error.message);
      once(details, error instanceof DatabaseError ? 'the database failed' : 'an outcome could not be stored');
    },
    resolverFailed(error, requestId) {
      // Where the database is away, every resolver fails, and a stack says nothing.
      const stack = error instanceof SafeError ? undefined : stackFrames(error);
      once({ ...safeToLog(error), requestId, traceId: traceId(), stack }, 'a resolver failed');
    },
  };
}

/**
 * By who has to act: an operator now (`error`), an operator if it goes on (`warn`), the caller or nobody (`info`).
 */
function levelOf({ state, kind }: CreationReport): 'error' | 'warn' | 'info' {
  if (state === 'NEEDS_REVIEW' || kind === 'authentication') return 'error';
  return kind === 'validation' || kind === 'already-exists' ? 'info' : 'warn';
}

function headlineOf({ state, provider, kind, reason }: CreationReport): string {
  switch (state) {
    case 'FAILED':
      return `a creation at ${provider} failed: ${kind}`;
    case 'UNKNOWN':
      return `the outcome of a creation at ${provider} is unknown: ${reason}`;
    case 'NEEDS_REVIEW':
      return `a creation at ${provider} needs a review: ${reason}`;
  }
}

/** A provider's code, unless it is more than a code, and could quote what it was sent. */
const codeToLog = (code: string | undefined): string | undefined =>
  code !== undefined && /^[\w.:/-]{1,64}$/.test(code) ? code : undefined;

/** How long the same trouble is counted, in milliseconds, before it is told again. */
const countForMs = 10_000;

type Details = { readonly error: string } & Readonly<Record<string, unknown>>;

/** Whose trouble it is, of so many of those that are counted. */
const maxNamed = 20;

/** Trouble that goes on: how often it came again, and for whom. */
interface Again {
  times: number;
  readonly requestIds: unknown[];
  readonly creationIds: unknown[];
}

/** Logs the first of several errors alike at once, and then, every ten seconds, how many more there were. */
function onceInAWhile(logger: FastifyBaseLogger): (details: Details, message: string) => void {
  const counted = new Map<string, Again>();
  const tell = (key: string, error: string, message: string) => {
    const again = counted.get(key);
    counted.delete(key);
    if (!again?.times) return;
    logger.error({ error, ...again }, `${message}, ${again.times} more times in ${countForMs / 1_000} s`);
  };
  return (details, message) => {
    const key = `${message}: ${details.error}`;
    const again = counted.get(key);
    if (again !== undefined) {
      again.times += 1;
      note(again.requestIds, details.requestId);
      note(again.creationIds, details.creationId);
      return;
    }
    counted.set(key, { times: 0, requestIds: [], creationIds: [] });
    setTimeout(tell, countForMs, key, details.error, message).unref();
    logger.error(details, message);
  };
}

function note(ids: unknown[], id: unknown): void {
  if (id !== undefined && ids.length < maxNamed && !ids.includes(id)) ids.push(id);
}
