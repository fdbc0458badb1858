import { Counter, Gauge, type Registry } from 'prom-client';
import type { RefusalReason } from '../doors.js';
import { codesWith } from '../graphql/error-codes.js';

export interface RequestMetrics {
  /** Counts a request that was refused at the door. */
  refused(): void;
  /** Counts a request without the secret or token that it needs. */
  unauthenticated(reason: RefusalReason): void;
  /** Counts a GraphQL request when it has ended; undefined: its client went away before. */
  ended(status: number | undefined): void;
  /** Counts an error in a GraphQL answer. */
  error(code: unknown): void;
  watchRequests(inWork: () => number): void;
}

const refusalReasons: Record<RefusalReason, true> = {
  secret: true,
  'token-missing': true,
  'token-expired': true,
  'token-invalid': true,
  'keys-unavailable': true,
};

const clientGone = 'client-gone';
const statuses = ['200', '400', '401', '403', '404', '405', '413', '415', '500', '503'];

/** What is answered at the door has counters of its own. */
const codes = codesWith((facts) => !facts.atTheDoor);

/** Everything else, so that the number of series has an end. */
const other = 'other';

export function registerRequests(registry: Registry): RequestMetrics {
  const refusals = new Counter({
    name: 'graphql_requests_refused_total',
    help: 'Requests answered 503 because there was too much to do.',
    registers: [registry],
  });
  const unauthenticated = counterOf(registry, {
    name: 'graphql_requests_unauthenticated_total',
    help: 'Requests without the secret or token that they need, by what was wrong; answered 401, and 503 when the keys of the issuer of tokens are not to be had.',
    label: 'reason',
    values: Object.keys(refusalReasons),
  });
  const requests = counterOf(registry, {
    name: 'graphql_requests_total',
    help: 'GraphQL requests that have ended, by the HTTP status of the answer.',
    label: 'status',
    values: [...statuses, clientGone, other],
  });
  const errors = counterOf(registry, {
    name: 'graphql_errors_total',
    help: 'Errors in GraphQL answers, by extensions.code; an answer may have several.',
    label: 'code',
    values: [...codes, other],
  });
  return {
    refused: () => refusals.inc(),
    unauthenticated,
    ended: (status) => requests(status === undefined ? clientGone : String(status)),
    error: (code) => errors(String(code)),
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
  };
}

interface CounterOf {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** A counter with a fixed set of series; it counts a value that is none of them as `other`, if it has that. */
function counterOf(registry: Registry, { name, help, label, values }: CounterOf): (value: string) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  const series = new Map(values.map((value) => [value, counter.labels({ [label]: value })]));
  for (const one of series.values()) one.inc(0);
  return (value) => (series.get(value) ?? series.get(other))?.inc();
}
