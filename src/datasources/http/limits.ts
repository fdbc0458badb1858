/** `full`: the queue has no room. `late`: no slot in time. `aborted`: the signal ended the wait. */
export type Admission = 'admitted' | 'full' | 'late' | 'aborted';

/**
 * A bounded number of calls at once, behind a bounded queue, first in, first out.
 *
 * Own code, because cockatiel's bulkhead puts a queued call back to the end of the queue, or refuses it, when a new one
 * slips in between a call's end and its turn; and a queued call cannot leave before its turn.
 */
export class Bulkhead {
  private taken = 0;
  /** A set keeps its order and forgets a member in constant time. */
  private readonly queue = new Set<(admission: Admission) => void>();

  constructor(
    private readonly slots: number,
    private readonly places: number,
  ) {}

  /** Calls that hold a slot. */
  get inFlight(): number {
    return this.taken;
  }

  /** Waits at most `maxWaitMs` for a slot. Whoever is `admitted` must `leave` once. */
  enter(maxWaitMs: number, signal: AbortSignal): Admission | Promise<Admission> {
    if (signal.aborted) return 'aborted';
    if (this.taken < this.slots) {
      this.taken++;
      return 'admitted';
    }
    if (this.queue.size >= this.places) return 'full';
    return new Promise((resolve) => {
      const settle = (admission: Admission): void => {
        this.queue.delete(settle);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(admission);
      };
      const onAbort = (): void => settle('aborted');
      const timer = setTimeout(settle, Math.max(0, maxWaitMs), 'late');
      signal.addEventListener('abort', onAbort);
      this.queue.add(settle);
    });
  }

  /** Gives the slot back, straight to the first in the queue: a newcomer cannot overtake. */
  leave(): void {
    const [first] = this.queue;
    if (first === undefined) this.taken--;
    else first('admitted');
  }
}

/** True after `ms`, or false as soon as the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (passed: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(passed);
    };
    const onAbort = (): void => settle(false);
    // Rounded up: a timer drops the fraction, and would fire too early.
    const timer = setTimeout(settle, Math.ceil(ms), true);
    signal.addEventListener('abort', onAbort);
  });
}
