import { Gauge, type Registry } from 'prom-client';
import { orUndefined } from './patience.js';

export interface WatchedProcess {
  /** Why the server cannot do its work now; undefined when it can. */
  notReady(): Promise<string | undefined>;
  /** When recovery last polled the database with success; undefined if it has not yet. */
  lastRecovery(): Date | undefined;
}

/** Whether this process can do its work, and does it. */
export function watchProcess(registry: Registry, { notReady, lastRecovery }: WatchedProcess): void {
  new Gauge({
    name: 'unified_customers_ready',
    help: 'Whether /readyz answers 200: 1 or 0.',
    registers: [registry],
    async collect() {
      const answer = await orUndefined(notReady().then((reason) => ({ reason })));
      this.set(answer !== undefined && answer.reason === undefined ? 1 : 0);
    },
  });
  new Gauge({
    name: 'recovery_last_run_timestamp_seconds',
    help: 'When recovery last looked for work in the database with success, in Unix time; 0 if it has not yet.',
    registers: [registry],
    collect() {
      this.set((lastRecovery()?.getTime() ?? 0) / 1000);
    },
  });
}
