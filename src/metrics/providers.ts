import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AccountState, DataSources } from '../datasources/data-sources.js';
import type { AroundTry } from '../datasources/http/http-client.js';
import type { HeldBackCause, SendingOutcome } from '../datasources/http/outcome.js';
import type { ConfiguredAccount } from './configured.js';

export interface ProviderMetrics {
  /** Goes around every try of a call to a configured account, to count and time it. */
  callsOf(account: ConfiguredAccount): AroundTry;
}

/** How a try ended that had the provider's connection to itself. */
const callOutcomes = ['2xx', '3xx', '4xx', '5xx', 'unknown', 'unreachable'] as const;
type CallOutcome = (typeof callOutcomes)[number];

const heldBackCauses: Record<HeldBackCause, true> = {
  'circuit-open': true,
  'queue-full': true,
  quota: true,
  'process-busy': true,
  closed: true,
};
const isHeldBackCause = (cause: string): cause is HeldBackCause => Object.hasOwn(heldBackCauses, cause);

const labelNames = ['provider', 'account'] as const;

export function registerProviders(registry: Registry): ProviderMetrics {
  const durations = new Histogram({
    name: 'provider_call_duration_seconds',
    help: 'Time from the start of a try of a call to the end of its answer; waiting for a slot, the quota and retries not included.',
    labelNames: [...labelNames, 'outcome'],
    // Providers are slower than this service, and a call ends after ten seconds unless that is configured.
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
    registers: [registry],
  });
  const heldBack = new Counter({
    name: 'provider_calls_held_back_total',
    help: 'Tries of calls that this service did not send, by why.',
    labelNames: [...labelNames, 'cause'],
    registers: [registry],
  });

  const seriesOf = ({ provider, account }: ConfiguredAccount) => ({
    durations: recordOf(callOutcomes, (outcome) => {
      durations.zero({ provider, account, outcome });
      return durations.labels({ provider, account, outcome });
    }),
    heldBack: recordOf(Object.keys(heldBackCauses) as HeldBackCause[], (cause) => {
      const series = heldBack.labels({ provider, account, cause });
      series.inc(0);
      return series;
    }),
  });

  const known = new Map<string, ReturnType<typeof seriesOf>>();

  return {
    callsOf(account) {
      const key = `${account.provider} ${account.account}`;
      // Setting them to zero again would make them forget.
      const series = known.get(key) ?? seriesOf(account);
      known.set(key, series);
      return async (_request, _earlierTries, carryOut) => {
        const began = performance.now();
        const outcome = await carryOut();
        if (outcome.kind === 'not-sent' && isHeldBackCause(outcome.cause)) series.heldBack[outcome.cause].inc();
        else series.durations[outcomeOf(outcome)].observe((performance.now() - began) / 1000);
        return outcome;
      };
    },
  };
}

function outcomeOf(outcome: SendingOutcome): CallOutcome {
  if (outcome.kind === 'not-sent') return 'unreachable';
  if (outcome.kind === 'unknown') return 'unknown';
  if (outcome.status >= 500) return '5xx';
  if (outcome.status >= 400) return '4xx';
  return outcome.status >= 300 ? '3xx' : '2xx';
}

const circuitStates = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

/** What each account's client is doing at the moment. */
export function watchAccounts(registry: Registry, { circuits }: Pick<DataSources, 'circuits'>): void {
  const watch = (name: string, help: string, read: (state: AccountState) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        // Accounts may have gone.
        this.reset();
        for (const state of circuits()) this.set({ provider: state.provider, account: state.account }, read(state));
      },
    });
  watch(
    'provider_circuit_state',
    'State of the circuit breaker, by account: 0 closed, 1 half open, 2 open.',
    ({ circuit }) => circuitStates[circuit],
  );
  watch(
    'provider_calls_in_flight',
    'Calls that hold a slot of the account: being sent, or waiting for the quota or a retry.',
    ({ inFlight }) => inFlight,
  );
  watch('provider_calls_queued', 'Calls that wait for a slot of the account.', ({ queued }) => queued);
  watch(
    'provider_calls_waiting',
    'Calls that hold a slot and wait: for the quota, or for the pause before a retry.',
    ({ waiting }) => waiting,
  );
}

function recordOf<Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}
