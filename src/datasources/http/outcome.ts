/** Why this client did not even try to send a request, or could not for reasons of its own. */
export type HeldBackCause =
  | 'circuit-open'
  /** Too many calls wait for a slot, or this one has waited for its turn too long. */
  | 'queue-full'
  | 'quota'
  /** This process was held up by other work: the host may be well. */
  | 'process-busy'
  /** The client is being closed. */
  | 'closed';

/** Why a request could not be sent. */
export type UnreachableCause =
  /** No connection: refused, unreachable, or closed before the request began to be written. */
  | 'refused'
  | 'dns'
  | 'tls'
  | 'connect-timeout'
  /** The call's time ran out before there was a connection. */
  | 'deadline'
  /** The request itself cannot be sent, e.g. because a header contains a line break. */
  | 'other';

/** Not a byte of the request was sent, for certain. */
export type NotSent = HeldBack | Unreachable;

/** It is no fault of the host. */
export interface HeldBack {
  readonly kind: 'not-sent';
  readonly cause: HeldBackCause;
  /** For operators; contains neither personal data nor header values. */
  readonly reason: string;
  /** After how many whole seconds, at least one, another call has a chance; estimated where it cannot be known. */
  readonly retryAfterSeconds: number;
}

export interface Unreachable {
  readonly kind: 'not-sent';
  readonly cause: UnreachableCause;
  /** For operators; contains neither personal data nor header values. */
  readonly reason: string;
}

/** `retryAfterMs` is rounded up to whole seconds, at least one. */
export function heldBack(cause: HeldBackCause, reason: string, retryAfterMs: number): HeldBack {
  return { kind: 'not-sent', cause, reason, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

export const clientClosed = heldBack('closed', 'the client is closed', 0);

export function unreachable(cause: UnreachableCause, reason: string): Unreachable {
  return { kind: 'not-sent', cause, reason };
}

/**
 * The same outcome, of a time in which this process was held up. A connection that it was too late to notice, or an answer
 * that it was too late to read, is no fault of the host.
 */
export function blamingOurselves(outcome: NotSent | UnknownSending): NotSent | UnknownSending {
  if (outcome.kind === 'unknown') return { ...outcome, processBusy: true };
  const ranOutOfTime = outcome.cause === 'connect-timeout' || outcome.cause === 'deadline';
  return ranOutOfTime ? heldBack('process-busy', 'this process was too busy to connect in time', 0) : outcome;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; a repeated header's values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one sending of a request ended. */
export type SendingOutcome = NotSent | (HttpAnswer & { readonly kind: 'answered' }) | UnknownSending;

/** The request began to be written, and no complete answer came back. */
export interface UnknownSending {
  readonly kind: 'unknown';
  /** For operators; contains neither personal data nor header values. */
  readonly reason: string;
  /** This process was held up by other work meanwhile, so the answer may have come in time. */
  readonly processBusy?: true;
}

/** How a call ended, with all the sendings that its retries made. The answer is that of the last sending. */
export interface AnsweredCall extends HttpAnswer {
  readonly kind: 'answered';
  /** How many times the request began to be written, at least once. */
  readonly sendings: number;
  /** An earlier sending of this call ended unknown or with 5xx, so it may have been carried out. */
  readonly earlierUnknown: boolean;
}

/** The request began to be written, and no complete answer came back: it may or may not have been carried out. */
export interface UnknownCall {
  readonly kind: 'unknown';
  /** For operators; contains neither personal data nor header values. */
  readonly reason: string;
  readonly sendings: number;
}

/** How a call ended. `NotSent` means that none of its sendings reached the provider. */
export type HttpOutcome = NotSent | AnsweredCall | UnknownCall;

/**
 * What is known of a call after one more try. A try that sent nothing does not undo what an earlier sending may have
 * done, so the earlier outcome stands.
 */
export function afterTry(previous: HttpOutcome | undefined, outcome: SendingOutcome): HttpOutcome {
  const sent = previous === undefined || previous.kind === 'not-sent' ? undefined : previous;
  if (outcome.kind === 'not-sent') return sent ?? outcome;
  const sendings = (sent?.sendings ?? 0) + 1;
  if (outcome.kind === 'unknown') return { kind: 'unknown', reason: outcome.reason, sendings };
  return { ...outcome, sendings, earlierUnknown: mayHaveBeenCarriedOut(sent) };
}

function mayHaveBeenCarriedOut(outcome: HttpOutcome | undefined): boolean {
  if (outcome?.kind === 'answered') return outcome.status >= 500 || outcome.earlierUnknown;
  return outcome?.kind === 'unknown';
}
