import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import { monotonicNow } from './call.js';
import { type HeldBack, heldBack, type SendingOutcome } from './outcome.js';

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/**
 * cockatiel measures how long a circuit has been open by the wall clock, and would keep it open for an hour more after
 * the clock was set back by one. So its pause is one that is over by any clock, and `rejection` measures the real one.
 */
const alwaysOver = Number.NEGATIVE_INFINITY;

/**
 * Circuit breaker: stops sending to a host after consecutive failures. After a while it lets one request through, whose
 * outcome closes or reopens the circuit. An answer below 500 is a success, because it shows that the host works.
 */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openUntil = 0;

  constructor(
    threshold: number,
    private readonly openForMs: number,
  ) {
    // cockatiel leaves the result's type open; everything that runs here is a sending.
    this.policy = circuitBreaker(
      handleWhenResult((result) => isFailure(result as SendingOutcome)),
      { breaker: new ConsecutiveBreaker(threshold), halfOpenAfter: alwaysOver },
    );
    this.policy.onBreak(() => {
      this.openUntil = monotonicNow() + openForMs;
    });
  }

  get circuit(): Circuit {
    switch (this.policy.state) {
      case CircuitState.Closed:
        return 'CLOSED';
      case CircuitState.HalfOpen:
        return 'HALF_OPEN';
      default:
        return 'OPEN';
    }
  }

  /** The rejection that a request would meet now; undefined when it would be let through. */
  rejection(): HeldBack | undefined {
    const circuit = this.circuit;
    if (circuit === 'CLOSED') return undefined;
    const waitMs = this.openUntil - monotonicNow();
    // cockatiel would let further requests wait for the one that probes the host; they are rejected instead.
    return circuit === 'HALF_OPEN' || waitMs > 0 ? circuitOpen(waitMs) : undefined;
  }

  /** Runs one sending and counts its outcome, or rejects it. The sending itself must never throw. */
  async run(send: () => Promise<SendingOutcome>): Promise<SendingOutcome> {
    const rejection = this.rejection();
    if (rejection !== undefined) return rejection;
    try {
      return await this.policy.execute(send);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return circuitOpen(this.openForMs);
      throw error;
    }
  }
}

const circuitOpen = (waitMs: number): HeldBack =>
  heldBack('circuit-open', 'the circuit breaker is open after too many failures in a row', waitMs);

function isFailure(outcome: SendingOutcome): boolean {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 500;
    case 'unknown':
      return outcome.processBusy !== true;
    case 'not-sent':
      return ['refused', 'dns', 'tls', 'connect-timeout', 'deadline'].includes(outcome.cause);
  }
}
