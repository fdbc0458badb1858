import type { Dispatcher } from 'undici';
import { notSentBecause, unknownBecause } from './network-error.js';
import { notSent, type SendingOutcome } from './outcome.js';

/** Why a call is ended from this side; the `reason` of its `AbortSignal`. */
export type CallEnd = 'deadline' | 'closed';

/**
 * Sends one request once and tells how that ended. Never rejects.
 *
 * undici calls `onRequestStart` in the same turn in which it writes the request's first byte, immediately before it;
 * a request that is aborted there is taken out of the queue with nothing written (undici 7,
 * `lib/dispatcher/client-h1.js`, `writeH1`). So whatever fails before that call was not sent, for certain, and
 * whatever fails after it is unknown.
 *
 * A body that has neither a length nor chunks ends where the connection ends (RFC 9112, 6.3): that it was cut off
 * cannot be seen here, and such an answer counts as answered.
 *
 * @param isOver whether the first byte must not be written any more: when the process stood still, or the machine slept,
 *   the timer behind `signal` may come after that.
 */
export function dispatch(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  isOver = () => false,
): Promise<SendingOutcome> {
  return new Promise((resolve) => {
    const sending = new Sending(signal, isOver, resolve);
    if (!sending.ended) dispatcher.dispatch(request, sending);
  });
}

/** Given to undici, which wants an error; made once, because a stack trace would cost more than it tells. */
const abandoned = new Error('the call has ended');

const noneInTime = notSent('deadline', 'it could not be sent in time');

class Sending implements Dispatcher.DispatchHandler {
  ended = false;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Readonly<Record<string, string>> = {};
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly signal: AbortSignal,
    private readonly isOver: () => boolean,
    private readonly resolve: (outcome: SendingOutcome) => void,
  ) {
    signal.addEventListener('abort', this.abort);
    if (signal.aborted) this.abort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici puts a request back into its queue when a connection is taken away under it. It cannot with one request
    // per connection; should it ever, the second sending must not happen behind the caller's back.
    if (this.controller !== undefined) this.end({ kind: 'unknown', reason: 'the connection was lost' });
    else if (this.isOver()) this.end(noneInTime);
    if (this.ended) controller.abort(abandoned);
    else this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Interim answers (1xx) come before the real one.
    if (status < 200) return;
    this.status = status;
    this.headers = joined(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.end({ kind: 'answered', status: this.status, headers: this.headers, body: text(this.chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.controller === undefined) this.end(notSentBecause(error));
    else this.end({ kind: 'unknown', reason: unknownBecause(error) });
  }

  private readonly abort = (): void => {
    const why = this.signal.reason as CallEnd;
    if (this.controller === undefined) {
      this.end(why === 'deadline' ? noneInTime : notSent(why, 'the client is closed'));
    } else {
      this.end({ kind: 'unknown', reason: why === 'deadline' ? 'no whole answer in time' : 'the client was closed' });
      this.controller.abort(abandoned);
    }
  };

  private end(outcome: SendingOutcome): void {
    if (this.ended) return;
    this.ended = true;
    this.signal.removeEventListener('abort', this.abort);
    this.resolve(outcome);
  }
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return result;
}

function text(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  if (first === undefined) return '';
  return (chunks.length === 1 ? first : Buffer.concat(chunks)).toString('utf8');
}
