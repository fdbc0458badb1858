import { monotonicNow } from './call.js';

/** How often to look, and how late a look may be without anything having held it up, in milliseconds. */
const everyMs = 100;
const toleranceMs = 20;

/**
 * Notices how long this process could not attend to its connections: by how much a timer that should fire every 100
 * milliseconds is late. What a host seems to have missed in such a time says nothing about the host. Node's own figures do
 * not tell this: utilisation is as high in a process that is busy in small steps, and keeps up.
 */
export class EventLoopWatch {
  private lastLook = monotonicNow();
  private heldUp = 0;
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => {
      this.heldUp = this.heldUpMs();
      this.lastLook = monotonicNow();
    }, everyMs);
    this.timer.unref();
  }

  /**
   * For how long altogether the event loop has been held up, in milliseconds. It may still be: code can run although the loop
   * does not turn, and then asking does not end the hold-up.
   */
  heldUpMs(): number {
    return this.heldUp + Math.max(0, monotonicNow() - this.lastLook - everyMs - toleranceMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
