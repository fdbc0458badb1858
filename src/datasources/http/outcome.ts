/** Why a request was not sent. */
export type NotSentCause =
  /** No connection: refused, unreachable, or closed before the request began to be written. */
  | 'refused'
  | 'dns'
  | 'tls'
  | 'connect-timeout'
  | 'circuit-open'
  | 'queue-full'
  | 'quota'
  /** The client is being closed. */
  | 'closed'
  /** The call's time, or the part of it that may be spent on waiting, ran out before the request could be sent. */
  | 'deadline'
  /** The request itself cannot be sent, e.g. because a header contains a line break. */
  | 'other';

/** Not a byte of the request was sent, for certain. */
export interface NotSent {
  readonly kind: 'not-sent';
  /** For operators; contains neither personal data nor header values. */
  readonly reason: string;
  readonly cause: NotSentCause;
  /** After how many whole seconds, at least one, another call has a chance. */
  readonly retryAfterSeconds?: number;
}

/** `retryAfterMs` is rounded up to whole seconds, at least one. */
export function notSent(cause: NotSentCause, reason: string, retryAfterMs?: number): NotSent {
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return { kind: 'not-sent', cause, reason, retryAfterSeconds };
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; a repeated header's values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one sending of a request ended. */
export type SendingOutcome =
  | NotSent
  | (HttpAnswer & { readonly kind: 'answered' })
  | { readonly kind: 'unknown'; readonly reason: string };

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
  if (outcome.kind === 'unknown') return { ...outcome, sendings };
  return { ...outcome, sendings, earlierUnknown: mayHaveBeenCarriedOut(sent) };
}

function mayHaveBeenCarriedOut(outcome: HttpOutcome | undefined): boolean {
  if (outcome?.kind === 'answered') return outcome.status >= 500 || outcome.earlierUnknown;
  return outcome?.kind === 'unknown';
}
