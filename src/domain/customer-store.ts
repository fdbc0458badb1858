import type { Customer, ProviderCustomer } from './customer.js';

/** Whom a creation is meant for, and whether the provider has them already. */
export interface CreationTarget {
  readonly byId?: Customer;
  /** Whom the reference belongs to: who has it, or is given it by a creation that is not settled. */
  readonly byReference?: Customer;
  /** The link of `byId`, else of `byReference`, at the provider and account asked for. */
  readonly link?: ProviderCustomer;
}

export interface TargetQuery {
  readonly customerId?: string;
  readonly reference?: string;
  readonly provider: string;
  readonly account: string;
}

/** Conditions that must all hold; texts are compared as they are stored. */
export interface CustomerFilter {
  readonly reference?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly lastName?: string;
  readonly company?: string;
  /** With a link at this provider. */
  readonly provider?: string;
  /** With a link at an account of this name. */
  readonly account?: string;
  readonly createdFrom?: Date;
  readonly createdBefore?: Date;
}

/** A page of a list: at most `first` entries, behind the one whose id is `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string;
}

export interface CustomerPage {
  /** In the order of their ids, which is the order in which they were first asked for. */
  readonly customers: readonly Customer[];
  readonly hasNextPage: boolean;
}

/** Reads unified customers. Profiles are written only by a creation that succeeds. */
export interface CustomerStore {
  /** Those that exist, in no particular order; in one statement. */
  findByIds(ids: readonly string[]): Promise<Customer[]>;
  /** Those that exist, in no particular order; in one statement. */
  findByReferences(references: readonly string[]): Promise<Customer[]>;
  /** In one statement; in none when neither id nor reference is given. */
  findTarget(query: TargetQuery): Promise<CreationTarget>;
  /** Stores a reference that belongs to the customer, and that a creation under way would have stored later. */
  keepReference(customerId: string, reference: string): Promise<void>;
  page(request: PageRequest & { readonly filter?: CustomerFilter }): Promise<CustomerPage>;
}

/** What a provider's record is known by. */
export type ExternalKey = Pick<ProviderCustomer, 'provider' | 'account' | 'externalId'>;

/** Reads links between unified customers and providers' records. They are written only by a creation that succeeds. */
export interface ProviderCustomerStore {
  find(key: ExternalKey): Promise<ProviderCustomer | undefined>;
  /** The links of these customers, oldest first; in one statement. */
  findByCustomerIds(customerIds: readonly string[]): Promise<ProviderCustomer[]>;
  /** Those that exist, in no particular order; in one statement. */
  findByExternalKeys(keys: readonly ExternalKey[]): Promise<ProviderCustomer[]>;
}
