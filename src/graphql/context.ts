import type { ProviderState } from '../datasources/provider-states.js';
import type { Creation, CreationState } from '../domain/creation.js';
import type { Customer } from '../domain/customer.js';
import type { CreateAtProviders } from '../services/creation/create-at-providers.js';
import type { CreateCustomer } from '../services/creation/create-customer.js';
import type { CreateCustomerOutcome } from '../services/creation/outcome.js';
import type { ReviewFinding } from '../services/recovery/review.js';
import type { Loaders } from './loaders.js';
import type { ReadBudget } from './read-budget.js';

/** What the resolvers need, the same for every request. */
export interface Services {
  readonly createCustomer: CreateCustomer;
  readonly createAtProviders: CreateAtProviders;
  findCreation(id: string): Promise<Creation | undefined>;
  /** Has a creation that needs a review sent anew; its record as it is then, undefined when there is none. */
  retryCreation(id: string): Promise<Creation | undefined>;
  /** Settles a creation that needs a review, as a person found it to have ended. */
  resolveCreation(id: string, found: ReviewFinding): Promise<Creation | undefined>;
  /** Customers by id, behind `after`; `filter` by the profile's own names. */
  pageOfCustomers(request: {
    readonly first: number;
    readonly after?: string;
    readonly filter: Readonly<Record<string, string>>;
  }): Promise<{ readonly customers: readonly Customer[]; readonly hasNextPage: boolean }>;
  /** Creations by id, behind `after`. */
  pageOfCreations(request: {
    readonly state?: CreationState;
    readonly first: number;
    readonly after?: string;
  }): Promise<{ readonly creations: readonly Creation[]; readonly hasNextPage: boolean }>;
  /** Every provider of the registry, as configured in this process. */
  providers(): readonly ProviderState[];
  /** How a settled creation ended; undefined while it is under way. */
  outcomeOf(creation: Creation): Promise<CreateCustomerOutcome | undefined>;
}

/** One request's context. */
export interface Context extends Services {
  readonly loaders: Loaders;
  readonly budget: ReadBudget;
  /** The `Idempotency-Key` request header: the default of the input's own key. */
  readonly idempotencyKey?: string;
}
