import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DataSources } from './datasources/data-sources.js';
import type { RefusalReason } from './doors.js';
import type { CreateCustomer } from './services/creation/create-customer.js';

/** The metrics on `/metrics`. Labels are providers, accounts and kinds of outcome, never data about a customer. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Counts a request that was refused at the door. */
  refused(): void;
  /** Counts a request without the secret or token that it needs. */
  unauthenticated(reason: RefusalReason): void;
  watchRequests(inWork: () => number): void;
  /** Wraps `createCustomer` to count and time every call, whatever its outcome. */
  measure(createCustomer: CreateCustomer): CreateCustomer;
}

const circuitStates = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

/** States of creations that are not settled; each always has a series, even at zero. */
const openStates = ['IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW'] as const;

export interface Measured extends Pick<DataSources, 'circuits'> {
  countOpen(): Promise<ReadonlyMap<string, number>>;
  countWithDuplicates(): Promise<number>;
}

export function createMetrics(measured: Measured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const creations = new Counter({
    name: 'customer_creations_total',
    help: 'Calls of createCustomer, by provider and outcome.',
    labelNames: ['provider', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'customer_creation_duration_seconds',
    help: 'Time from the call of createCustomer to its outcome.',
    labelNames: ['provider'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const labelNames = ['provider', 'account'] as const;
  new Gauge({
    name: 'provider_circuit_state',
    help: 'State of the circuit breaker, by account: 0 closed, 1 half open, 2 open.',
    labelNames,
    registers: [registry],
    collect() {
      for (const { provider, account, circuit } of measured.circuits()) {
        this.set({ provider, account }, circuitStates[circuit]);
      }
    },
  });
  new Gauge({
    name: 'provider_calls_in_flight',
    help: 'Calls to the provider that are in flight, by account.',
    labelNames,
    registers: [registry],
    collect() {
      for (const { provider, account, inFlight } of measured.circuits()) this.set({ provider, account }, inFlight);
    },
  });
  new Gauge({
    name: 'customer_creations_open',
    help: 'Creations that are not settled, by state; those in NEEDS_REVIEW wait for an operator. The same in every replica.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      try {
        const counts = await measured.countOpen();
        for (const state of openStates) this.set({ state }, counts.get(state) ?? 0);
      } catch {
        // Without the database, no figure is better than a stale one, and the other metrics are still served.
        this.reset();
      }
    },
  });
  new Gauge({
    name: 'customer_creations_with_duplicates',
    help: 'Creations that made more than one record at the provider; an operator has to remove the others. The same in every replica.',
    registers: [registry],
    async collect() {
      try {
        this.set(await measured.countWithDuplicates());
      } catch {
        this.remove();
      }
    },
  });
  const refusals = new Counter({
    name: 'graphql_requests_refused_total',
    help: 'Requests answered 503 because there was too much to do.',
    registers: [registry],
  });
  const unauthenticated = new Counter({
    name: 'graphql_requests_unauthenticated_total',
    help: 'Requests without the secret or token that they need, by what was wrong; answered 401, and 503 when the keys of the issuer of tokens are not to be had.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return {
    refused: () => refusals.inc(),
    unauthenticated: (reason) => unauthenticated.inc({ reason }),
    watchRequests(inWork) {
      new Gauge({
        name: 'graphql_requests_in_work',
        help: 'GraphQL requests that have been taken on and not been answered yet.',
        registers: [registry],
        collect() {
          this.set(inWork());
        },
      });
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    measure: (createCustomer) => async (input, provider, together) => {
      const began = performance.now();
      let outcome = 'internal-error';
      try {
        const ended = await createCustomer(input, provider, together);
        outcome = ended.kind === 'failed' ? ended.failure.kind : ended.kind;
        return ended;
      } finally {
        creations.inc({ provider, outcome });
        durations.observe({ provider }, (performance.now() - began) / 1000);
      }
    },
  };
}
