import type { CallEnd } from './dispatch.js';

/** The time of one call, retries and waiting included, and the signal that ends it. */
export class Call {
  readonly startedAt = monotonicNow();
  readonly deadline: number;
  /**
   * Whether the call's time is over, also by the wall clock: the monotonic clock may stop while the machine sleeps, and
   * by then another process may have taken the call's work over.
   */
  readonly isOver: () => boolean;
  /** Nothing of it is being sent right now. */
  waiting = true;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.deadline = this.startedAt + timeoutMs;
    const startedAtWallTime = Date.now();
    this.isOver = () => monotonicNow() >= this.deadline || Date.now() - startedAtWallTime >= timeoutMs;
    this.timer = setTimeout(() => this.end('deadline'), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(why: CallEnd): void {
    this.controller.abort(why);
  }

  /** Stops the timer once the call has its outcome. */
  finish(): void {
    clearTimeout(this.timer);
  }
}

/** Milliseconds of a clock that is never set back. */
export function monotonicNow(): number {
  return performance.now();
}
