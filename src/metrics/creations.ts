import { Counter, Histogram, type Registry } from 'prom-client';
import { definiteFailureKinds } from '../domain/provider-failure.js';
import { accountOf, type CreateCustomer } from '../services/creation/create-customer.js';
import type { CreateCustomerOutcome } from '../services/creation/outcome.js';
import type { Configured, ConfiguredAccount } from './configured.js';

export interface CreationMetrics {
  /** Calls for these accounts are counted for each; for others, as of one that is not configured. */
  configure(accounts: readonly ConfiguredAccount[]): void;
  /** Wraps `createCustomer` to count and time every call, whatever its outcome. */
  measure(createCustomer: CreateCustomer): CreateCustomer;
}

const otherOutcomes: Record<Exclude<CreateCustomerOutcome['kind'], 'failed'> | 'internal-error', true> = {
  succeeded: true,
  'invalid-input': true,
  'customer-not-found': true,
  'not-configured': true,
  'key-reused': true,
  unknown: true,
  'internal-error': true,
};
const outcomes: readonly string[] = [...Object.keys(otherOutcomes), ...definiteFailureKinds];

/** A caller may name any account: those that are not configured have this label, which Prometheus takes for none. */
const noAccount = '';

export function registerCreations(registry: Registry, { providers }: Configured): CreationMetrics {
  const creations = new Counter({
    name: 'customer_creations_total',
    help: 'Calls of createCustomer, by provider, account and outcome. Without account: it is not configured.',
    labelNames: ['provider', 'account', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'customer_creation_duration_seconds',
    help: 'Time from the call of createCustomer to its outcome.',
    labelNames: ['provider'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

  const countsOf = ({ provider, account }: ConfiguredAccount) =>
    new Map(outcomes.map((outcome) => [outcome, zero(creations.labels({ provider, account, outcome }))]));
  let counts = new Map<string, ReturnType<typeof countsOf>>();
  const timers = new Map<string, Histogram.Internal<'provider'>>();
  for (const provider of providers) {
    creations.inc({ provider, account: noAccount, outcome: 'not-configured' }, 0);
    durations.zero({ provider });
    timers.set(provider, durations.labels({ provider }));
  }

  function count(provider: string, account: string, outcome: string): void {
    const series = counts.get(`${provider} ${account}`)?.get(outcome);
    // Seldom: a call for an account that is not configured.
    if (series === undefined) creations.inc({ provider, account: noAccount, outcome });
    else series.inc();
  }

  return {
    configure(accounts) {
      counts = new Map(accounts.map((at) => [`${at.provider} ${at.account}`, countsOf(at)]));
    },
    measure: (createCustomer) => async (input, provider, call) => {
      const began = performance.now();
      let outcome = 'internal-error';
      try {
        const ended = await createCustomer(input, provider, call);
        outcome = ended.kind === 'failed' ? ended.failure.kind : ended.kind;
        return ended;
      } finally {
        count(provider, accountOf(input), outcome);
        timers.get(provider)?.observe((performance.now() - began) / 1000);
      }
    },
  };
}

function zero(series: Counter.Internal): Counter.Internal {
  series.inc(0);
  return series;
}
