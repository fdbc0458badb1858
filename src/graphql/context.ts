import type { ProviderState } from '../datasources/provider-states.js';
import type { Creation, CreationState } from '../domain/creation.js';
import type { Customer } from '../domain/customer.js';
import type { CreateAtProviders } from '../services/creation/create-at-providers.js';
import type { CreateCustomer } from '../services/creation/create-customer.js';
import type { OperatorNote } from '../services/dependencies.js';
import type { ReviewFinding } from '../services/recovery/review.js';
import type { Loaders } from './loaders.js';
import type { RequestBudget } from './request-budget.js';

/** What the resolvers need, the same for every request. */
export interface Services {
  readonly createCustomer: CreateCustomer;
  readonly createAtProviders: CreateAtProviders;
  findCreation(id: string): Promise<Creation | undefined>;
  /** Sends a creation in `NEEDS_REVIEW` again; returns its record afterwards, or undefined when there is none. */
  retryCreation(id: string, by: OperatorNote): Promise<Creation | undefined>;
  /** Settles a creation in `NEEDS_REVIEW` with the outcome that an operator found. */
  resolveCreation(id: string, found: ReviewFinding, by: OperatorNote): Promise<Creation | undefined>;
  /** Records that the duplicates of a creation have been removed at the provider. */
  clearDuplicates(id: string, by: OperatorNote): Promise<Creation | undefined>;
  /** A page of customers in the order of their ids, after the id `after`. `filter` is keyed by profile field. */
  pageOfCustomers(request: {
    readonly first: number;
    readonly after?: string;
    readonly filter: Readonly<Record<string, string>>;
  }): Promise<{ readonly customers: readonly Customer[]; readonly hasNextPage: boolean }>;
  /** A page of creations in the order of their ids, after the id `after`. */
  pageOfCreations(request: {
    readonly state?: CreationState;
    readonly hasDuplicates?: boolean;
    readonly first: number;
    readonly after?: string;
  }): Promise<{ readonly creations: readonly Creation[]; readonly hasNextPage: boolean }>;
  /** Every provider of the registry, as configured in this process. */
  providers(): readonly ProviderState[];
}

/** One request's context. */
export interface Context extends Services {
  readonly loaders: Loaders;
  readonly budget: RequestBudget;
  /** Names the request in the log, in errors and in the answer's headers. */
  readonly requestId: string;
  /** The scopes of the caller's token; undefined when no tokens are checked, and whoever is let in may do everything. */
  readonly scopes?: ReadonlySet<string>;
  /** The values of the `Idempotency-Key` request header, used when the input has no key. */
  readonly idempotencyKeys?: readonly string[];
}
