import type { PaymentDataSource } from '../datasources/payment-data-source.js';
import type { AccountInMode, Creation } from '../domain/creation.js';
import type { CreationStore } from '../domain/creation-store.js';
import type { CustomerStore, ProviderCustomerStore } from '../domain/customer-store.js';
import type { ProviderFailure } from '../domain/provider-failure.js';
import type { Attempt } from './creation/outcome.js';

/** Observes the work on creations, for traces. It gets no personal data. */
export interface CreationTracer {
  /** Called with the creation that the present work is about, and its number of attempts so far. */
  on(creation: Pick<Creation, 'id' | 'attempts'>): void;
  /** Runs recovery's work on a creation, which returns undefined when it settles nothing. */
  recovering(
    creation: Pick<Creation, 'id' | 'provider' | 'account' | 'attempts'>,
    work: () => Promise<Attempt | undefined>,
  ): Promise<unknown>;
}

export interface Dependencies {
  readonly customers: Pick<CustomerStore, 'findTarget' | 'keepReference'>;
  readonly links: Pick<ProviderCustomerStore, 'find'>;
  readonly creations: CreationStore;
  /** Country of telephone numbers that are written without one: ISO 3166-1 alpha-2; the setting `DEFAULT_PHONE_COUNTRY`. */
  readonly phoneCountry?: string;
  /** The data source of an account of a provider; undefined when it is not configured. */
  dataSource(provider: string, account: string): PaymentDataSource | undefined;
  /** Every configured account. */
  accounts(): readonly AccountInMode[];
  /** Reports a problem that the caller does not see, or sees only as an unknown outcome. It gets no personal data. */
  warn(error: unknown, creationId?: string): void;
  /** Logs that a creation failed, that its outcome is unknown, or that it waits for an operator: once for each sending. */
  report(creation: CreationReport): void;
  /** Logs what an operator did about a creation. */
  audit(act: string, creationId: string, by: OperatorNote): void;
  readonly tracer?: CreationTracer;
}

/** What came of a creation other than success. It has no personal data. */
export interface CreationReport extends AccountInMode {
  readonly creationId: string;
  readonly state: 'FAILED' | 'UNKNOWN' | 'NEEDS_REVIEW';
  readonly kind: ProviderFailure['kind'];
  /** A sentence for the operator, without personal data. */
  readonly reason?: string;
  /** The provider's; its message may hold personal data, and is not here. */
  readonly httpStatus?: number;
  readonly providerCode?: string;
  /** How many times it was sent. */
  readonly attempts: number;
  /** The request that sent it; undefined when recovery did. */
  readonly requestId?: string;
}

/** What an operator says of an act of theirs, for the log. */
export interface OperatorNote {
  readonly operator?: string;
  readonly reason?: string;
}
