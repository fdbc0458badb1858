/** `queue-full`: no more calls may wait, or one that came now would wait too long. `timeout`: no slot became free in time. `aborted`: the signal ended the wait. */
export type Acquired = 'acquired' | 'queue-full' | 'timeout' | 'aborted';

/**
 * Limits how many calls run at once; further calls wait in a bounded queue, first in, first out.
 *
 * Own code, because cockatiel's bulkhead puts a queued call back to the end of the queue, or rejects it, when a new one
 * arrives between the end of a call and the start of the next; and a queued call cannot leave the queue before its turn.
 */
export class Bulkhead {
  private inUse = 0;
  /** How long a call keeps its slot, in milliseconds: a moving average. */
  private heldMs = 0;
  /** A set keeps its order, and deletes a member in constant time. */
  private readonly queue = new Set<(result: Acquired) => void>();

  constructor(
    private readonly slots: number,
    private readonly maxQueue: number,
  ) {}

  /** Calls that hold a slot. */
  get inFlight(): number {
    return this.inUse;
  }

  /** Calls that wait for a slot. */
  get queued(): number {
    return this.queue.size;
  }

  /** How long a call that came now would have to wait for a slot, in milliseconds: an estimate. */
  get expectedWaitMs(): number {
    return ((this.queue.size + 1) / this.slots) * this.heldMs;
  }

  /** Waits at most `maxWaitMs` for a slot. A slot that was acquired must be released once. */
  acquire(maxWaitMs: number, signal: AbortSignal): Acquired | Promise<Acquired> {
    if (signal.aborted) return 'aborted';
    if (this.inUse < this.slots) {
      this.inUse++;
      return 'acquired';
    }
    // A call that cannot be served in time is told so at once, and the others need not wait behind it.
    if (this.queue.size >= this.maxQueue || this.expectedWaitMs > maxWaitMs) return 'queue-full';
    return new Promise((resolve) => {
      const settle = (result: Acquired): void => {
        this.queue.delete(settle);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle('aborted');
      const timer = setTimeout(settle, Math.max(0, maxWaitMs), 'timeout');
      signal.addEventListener('abort', onAbort);
      this.queue.add(settle);
    });
  }

  /**
   * Hands the slot straight to the first call in the queue, so that a new call cannot overtake it.
   *
   * @param heldMs how long the slot was held, in milliseconds.
   */
  release(heldMs: number): void {
    this.heldMs = this.heldMs === 0 ? heldMs : this.heldMs + (heldMs - this.heldMs) / 8;
    const [first] = this.queue;
    if (first === undefined) this.inUse--;
    else first('acquired');
  }
}
