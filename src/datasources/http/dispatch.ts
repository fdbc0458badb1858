import type { Dispatcher } from 'undici';
import { notSentBecause, unknownBecause } from './network-error.js';
import { clientClosed, heldBack, type SendingOutcome, unreachable } from './outcome.js';

/** Why we end a call ourselves; the `reason` of its `AbortSignal`. */
export type CallEnd = 'deadline' | 'closed';

/**
 * Sends one request once, and resolves to how that ended. Never rejects.
 *
 * undici calls `onRequestStart` immediately before it writes the request's first byte, in the same turn of the event
 * loop; a request that is aborted there leaves the queue with nothing written (undici 7, `lib/dispatcher/client-h1.js`,
 * `writeH1`). So whatever fails before that call was certainly not sent, and after a later failure the outcome is
 * unknown.
 *
 * A response body with neither a length nor chunks ends where the connection ends (RFC 9112, 6.3). It cannot be seen
 * whether it was cut off, so such a response counts as answered.
 *
 * @param isOver whether the first byte may no longer be written. It is checked in addition to `signal`, whose timer may
 *   fire late when the process was suspended or the machine slept.
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

/** undici wants an error for an abort. Nobody reads it, so it is made once and without the cost of stack traces. */
const abandoned = new Error('the call has ended');

/** There was a connection, but this process came to use it too late. */
const cameTooLate = heldBack('process-busy', 'this process was too busy to send the request in time', 0);

const noConnection = unreachable('deadline', 'no connection could be made in time');

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
    // A second start would mean that undici put the request back into its queue after losing the connection. With one
    // request per connection it does not; if it ever did, the request must not be sent twice without the caller knowing.
    if (this.controller !== undefined) this.end({ kind: 'unknown', reason: 'the connection was lost' });
    else if (this.isOver()) this.end(cameTooLate);
    if (this.ended) controller.abort(abandoned);
    else this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Interim responses (1xx) come before the final one.
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
      this.end(why === 'deadline' ? noConnection : clientClosed);
    } else {
      this.end({
        kind: 'unknown',
        reason:
          why === 'deadline'
            ? 'no complete response in time'
            : 'the client was closed before the complete response arrived',
      });
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
