import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import { type NotSent, notSent, type SendingOutcome } from './outcome.js';

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/**
 * Stops sending to a host that fails time after time: opens after consecutive failures, and lets one sending through
 * when its time is over, which closes or reopens it. An answer below 500 is a success: the host works, whatever it
 * thinks of the request.
 */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openUntil = 0;

  constructor(
    threshold: number,
    private readonly openForMs: number,
  ) {
    // cockatiel judges results of any type; only sendings are run here.
    this.policy = circuitBreaker(
      handleWhenResult((result) => isFailure(result as SendingOutcome)),
      { breaker: new ConsecutiveBreaker(threshold), halfOpenAfter: openForMs },
    );
    this.policy.onBreak(() => {
      this.openUntil = Date.now() + openForMs;
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

  /** The refusal that a sending would meet now. */
  refusal(): NotSent | undefined {
    const circuit = this.circuit;
    if (circuit === 'CLOSED') return undefined;
    const waitMs = this.openUntil - Date.now();
    // cockatiel would let further sendings wait for the one that probes the host; they are refused instead.
    return circuit === 'HALF_OPEN' || waitMs > 0 ? circuitOpen(waitMs) : undefined;
  }

  /** Runs one sending, which must never reject, and counts how it ended; or refuses it. */
  async run(sending: () => Promise<SendingOutcome>): Promise<SendingOutcome> {
    const refusal = this.refusal();
    if (refusal !== undefined) return refusal;
    try {
      return await this.policy.execute(sending);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return circuitOpen(this.openForMs);
      throw error;
    }
  }
}

const circuitOpen = (waitMs: number): NotSent =>
  notSent('circuit-open', 'too many failures in a row: nothing is sent for a while', waitMs);

function isFailure(outcome: SendingOutcome): boolean {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 500;
    case 'unknown':
      return true;
    case 'not-sent':
      // Of a sending, `deadline` says that no connection was made in time.
      return ['refused', 'dns', 'tls', 'connect-timeout', 'deadline'].includes(outcome.cause);
  }
}
