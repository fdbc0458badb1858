import type { ProviderDocument } from '../datasources/kit/document.js';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import type { CustomerStore } from './customer-store.js';

/** One provider that the emulator serves, and what has happened at it so far. */
export interface EmulatedProvider {
  readonly definition: ProviderDefinition;
  readonly document: ProviderDocument;
  readonly store: CustomerStore;
  /** The last requests, oldest first. */
  readonly requests: RecordedRequest[];
}

/** A request as it reached an emulated provider. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as the provider's own host would see them, e.g. `/customers?email=a%40example.com`. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes that were sent, read as UTF-8. */
  readonly body: string;
  /** When its last byte arrived. */
  readonly at: Date;
}
