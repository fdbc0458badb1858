import type { AccountInMode } from './creation.js';
import type { Customer, ProviderCustomer, ProviderDetails } from './customer.js';
import type { ProviderMode } from './provider-mode.js';

/** The customer that a creation is for, and whether it is linked at the provider already. */
export interface CreationTarget {
  readonly byId?: Customer;
  /** The customer that has the reference, or that a creation which is not settled will give it to. */
  readonly byReference?: Customer;
  /** The link of `byId`, or else of `byReference`, at the requested account, in its mode. */
  readonly link?: ProviderCustomer;
  /** The routing id on record for that customer at the provider, at whichever account, in this mode. */
  readonly routingId?: string;
}

export interface TargetQuery extends AccountInMode {
  readonly customerId?: string;
  readonly reference?: string;
}

/** Conditions that must all hold; texts must equal the stored ones, e-mail addresses in either form of their domain. */
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

/** A page of a list: at most `first` entries after the entry with the id `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string;
}

export interface CustomerPage {
  /** In the order of their ids, which is the order in which they were first requested. */
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
  /** Stores the customer's reference now, which a creation in flight would otherwise have stored later. */
  keepReference(customerId: string, reference: string): Promise<void>;
  page(request: PageRequest & { readonly filter?: CustomerFilter }): Promise<CustomerPage>;
}

/** Identifies a provider's record; without a mode, in whichever mode it is. */
export type ExternalKey = Pick<ProviderCustomer, 'provider' | 'account' | 'externalId'> & {
  readonly mode?: ProviderMode;
};

/** Reads links between unified customers and providers' records. They are written only by a creation that succeeds. */
export interface ProviderCustomerStore {
  find(key: ExternalKey): Promise<ProviderCustomer | undefined>;
  /** The links of these customers, oldest first; in one statement. */
  findByCustomerIds(customerIds: readonly string[]): Promise<ProviderCustomer[]>;
  /** By the id of the link; without those that have none. In one statement. */
  findDetails(linkIds: readonly string[]): Promise<ReadonlyMap<string, ProviderDetails>>;
  /** Those that exist, in no particular order; in one statement. */
  findByExternalKeys(keys: readonly ExternalKey[]): Promise<ProviderCustomer[]>;
}
