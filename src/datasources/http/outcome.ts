/** Why nothing of a request left this process. */
export type NotSentCause =
  /** No connection: refused, unreachable, or closed before the request was begun. */
  | 'refused'
  | 'dns'
  | 'tls'
  | 'connect-timeout'
  | 'circuit-open'
  | 'queue-full'
  | 'quota'
  /** The client is being closed. */
  | 'closed'
  /** The call's time, or the part of it that may be spent on waiting, was over before it could be sent. */
  | 'deadline'
  /** The request itself cannot be sent, e.g. a header with a line break. */
  | 'other';

export interface NotSent {
  readonly kind: 'not-sent';
  /** For people; holds neither personal data nor header values. */
  readonly reason: string;
  readonly cause: NotSentCause;
  /** Whole seconds, at least one, after which another call has a chance. */
  readonly retryAfterSeconds?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; a repeated header's values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `retryAfterMs` is rounded up to whole seconds, at least one. */
export function notSent(cause: NotSentCause, reason: string, retryAfterMs?: number): NotSent {
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return { kind: 'not-sent', cause, reason, retryAfterSeconds };
}

/** How one sending ended. */
export type SendingOutcome =
  | NotSent
  | (HttpAnswer & { readonly kind: 'answered' })
  | { readonly kind: 'unknown'; readonly reason: string };

/** A call whose last sending was answered. */
export interface AnsweredCall extends HttpAnswer {
  readonly kind: 'answered';
  /** How many times the request began to be written, at least once. */
  readonly sendings: number;
  /** An earlier sending of this call ended unknown or with 5xx, so it may have been carried out. */
  readonly earlierUnknown: boolean;
}

/** How a call, with all its sendings, ended. */
export type HttpOutcome =
  /** No sending of this call reached the provider, for certain. */
  | NotSent
  | AnsweredCall
  /** The request was begun to be written, and no whole answer came back: it may or may not have been carried out. */
  | {
      readonly kind: 'unknown';
      /** For people; holds neither personal data nor header values. */
      readonly reason: string;
      readonly sendings: number;
    };

/**
 * What is known of a call after one more try. A try that sent nothing takes nothing back of what an earlier sending
 * may have done: the earlier outcome stands.
 */
export function afterTry(previous: HttpOutcome | undefined, outcome: SendingOutcome): HttpOutcome {
  const sent = previous === undefined || previous.kind === 'not-sent' ? undefined : previous;
  if (outcome.kind === 'not-sent') return sent ?? outcome;
  const sendings = (sent?.sendings ?? 0) + 1;
  if (outcome.kind === 'unknown') return { ...outcome, sendings };
  const { status, headers, body } = outcome;
  return { kind: 'answered', status, headers, body, sendings, earlierUnknown: mayHaveBeenCarriedOut(sent) };
}

function mayHaveBeenCarriedOut(outcome: HttpOutcome | undefined): boolean {
  if (outcome?.kind === 'answered') return outcome.status >= 500 || outcome.earlierUnknown;
  return outcome?.kind === 'unknown';
}
