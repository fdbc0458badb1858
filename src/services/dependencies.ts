import type { PaymentDataSource } from '../datasources/payment-data-source.js';
import type { AccountInMode, Creation } from '../domain/creation.js';
import type { CreationStore } from '../domain/creation-store.js';
import type { CustomerStore, ProviderCustomerStore } from '../domain/customer-store.js';
import type { Attempt } from './creation/outcome.js';

/** Follows the work on creations, for traces. Nothing that it is told is personal. */
export interface CreationTracer {
  /** Told which creation the work under way is on, and how often it has been sent by now. */
  on(creation: Pick<Creation, 'id' | 'attempts'>): void;
  /** Runs what recovery does about a creation. `work` comes to nothing where it settles nothing. */
  recovering(
    creation: Pick<Creation, 'id' | 'provider' | 'account' | 'attempts'>,
    work: () => Promise<Attempt | undefined>,
  ): Promise<unknown>;
}

export interface Dependencies {
  readonly customers: Pick<CustomerStore, 'findTarget' | 'keepReference'>;
  readonly links: Pick<ProviderCustomerStore, 'find'>;
  readonly creations: CreationStore;
  /** The data source of an account of a provider; undefined when it is not configured. */
  dataSource(provider: string, account: string): PaymentDataSource | undefined;
  /** Every configured account. */
  accounts(): readonly AccountInMode[];
  /** Told of trouble that the caller sees as an unknown outcome only, or not at all. Gets no personal data. */
  warn(error: unknown, creationId?: string): void;
  readonly tracer?: CreationTracer;
}
