import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { cached } from '../cached.js';
import type { Configured } from './configured.js';
import { type CreationMetrics, registerCreations } from './creations.js';
import { type WatchedProcess, watchProcess } from './process.js';
import { type ProviderMetrics, registerProviders, watchAccounts } from './providers.js';
import { type RequestMetrics, registerRequests } from './requests.js';
import { type WatchedStore, watchStore } from './store.js';

/** The metrics on `/metrics`. Labels are providers, accounts and kinds of outcome, never data about a customer. */
export interface Metrics extends CreationMetrics, ProviderMetrics, RequestMetrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Adds what is read from the parts at each scrape; to be called once, when they are there. */
  watch(parts: Watched): void;
}

export type Watched = WatchedStore & WatchedProcess & Parameters<typeof watchAccounts>[1];

export function createMetrics(configured: Configured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'unified_customers_build_info',
    help: 'Always 1: the labels tell what runs.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version: configured.version, node_version: process.version }, 1);
  return {
    ...registerCreations(registry, configured),
    ...registerProviders(registry),
    ...registerRequests(registry),
    watch(parts) {
      watchAccounts(registry, parts);
      watchStore(registry, parts);
      watchProcess(registry, parts);
    },
    contentType: registry.contentType,
    // One text for all that ask while it is being made: a few kilobytes of requests, sent without waiting for the answers, would
    // otherwise keep the process busy for minutes, and fill its memory with copies.
    text: cached(() => registry.metrics(), 0),
  };
}
