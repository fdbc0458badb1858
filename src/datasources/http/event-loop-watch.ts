import { monotonicNow } from './call.js';

/** How often to look, and how late a look may be, in milliseconds. */
const everyMs = 100;
const toleranceMs = 250;

/**
 * Notices when this process could not attend to its connections: a timer that should fire every 100 milliseconds fires late.
 * What a host seems to have missed in such a time says nothing about the host. Node's own figures do not tell this:
 * utilisation is as high in a process that is busy in small steps, and keeps up; the delay histogram has no times.
 */
export class EventLoopWatch {
  private lastLook = monotonicNow();
  /** When the loop last turned again after it had been held up. */
  private lastHeldUp = Number.NEGATIVE_INFINITY;
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.look(), everyMs);
    this.timer.unref();
  }

  /** Whether the event loop was held up at any time since then. */
  heldUpSince(time: number): boolean {
    // Right after a hold-up, this may run before the timer does.
    this.look();
    return this.lastHeldUp >= time;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = monotonicNow();
    if (now - this.lastLook > everyMs + toleranceMs) this.lastHeldUp = now;
    this.lastLook = now;
  }
}
