import { type AccountInMode, type Creation, type CreationSummary, isSettledState } from '../../domain/creation.js';
import type { Customer, ProviderCustomer } from '../../domain/customer.js';
import type { CustomerStore, ProviderCustomerStore } from '../../domain/customer-store.js';
import type { Dependencies } from '../dependencies.js';
import type { CreateCustomerOutcome, Ended } from './outcome.js';

type Stores = Pick<Dependencies, 'customers' | 'links'>;

interface BatchStores {
  readonly customers: Pick<CustomerStore, 'findByIds'>;
  readonly links: Pick<ProviderCustomerStore, 'findByCustomerIds' | 'findByExternalKeys'>;
}

/** What is stored of a settled creation's customer. */
interface Stored {
  readonly customer?: Customer;
  /** Its link at the creation's account. */
  readonly link?: ProviderCustomer;
  /** The link of the record that the provider has already. */
  readonly existing?: ProviderCustomer;
}

/** Reads from what is stored how a creation ended, for a repeat of the request that began it. */
export async function replay({ customers, links }: Stores, creation: Creation): Promise<Ended> {
  const { customerId, provider, account, mode } = creation;
  const key = existingKey(creation);
  const existing = key && (await links.find(key));
  const { byId: customer, link } =
    creation.state === 'SUCCEEDED' ? await customers.findTarget({ customerId, provider, account, mode }) : {};
  return replayFrom(creation, { customer, link, existing });
}

function replayFrom(creation: Creation, { customer, link, existing }: Stored): Ended {
  switch (creation.state) {
    case 'FAILED':
      return { kind: 'failed', failure: creation.failure, existing };
    case 'SUCCEEDED': {
      const { notSent, differences, changed } = creation;
      // Deleted since, by hand.
      if (!customer || !link) return unknown(creation);
      return {
        kind: 'succeeded',
        customer,
        providerCustomer: link,
        created: false,
        replayed: true,
        notSent,
        differences,
        changed,
      };
    }
    default:
      return unknown(creation);
  }
}

export const unknown = (creation: CreationSummary): Ended => ({
  kind: 'unknown',
  creation,
  reason: creation.reason ?? 'the same creation is still under way',
});

/**
 * How the settled ones of these creations ended, by their ids, as `createCustomer` would have answered. In at most one
 * statement for customers, one for their links, and one for the records of others.
 */
export async function settledOutcomes(
  { customers, links }: BatchStores,
  creations: readonly Creation[],
): Promise<ReadonlyMap<string, CreateCustomerOutcome>> {
  const settled = creations.filter(({ state }) => isSettledState(state));
  const customerIds = [...new Set(settled.filter(({ state }) => state === 'SUCCEEDED').map((each) => each.customerId))];
  const keys = settled.flatMap((creation) => existingKey(creation) ?? []);
  const [foundCustomers, foundLinks, foundOthers] = await Promise.all([
    customerIds.length > 0 ? customers.findByIds(customerIds) : [],
    customerIds.length > 0 ? links.findByCustomerIds(customerIds) : [],
    keys.length > 0 ? links.findByExternalKeys(keys) : [],
  ]);
  const customersById = new Map(foundCustomers.map((customer) => [customer.id, customer]));
  const linksByPlace = new Map(foundLinks.map((link) => [placeOf(link, link.customerId), link]));
  const others = new Map(foundOthers.map((link) => [placeOf(link, link.externalId), link]));
  return new Map(
    settled.map((creation) => {
      const key = existingKey(creation);
      const stored = {
        customer: customersById.get(creation.customerId),
        link: linksByPlace.get(placeOf(creation, creation.customerId)),
        existing: key && others.get(placeOf(key, key.externalId)),
      };
      return [creation.id, asItsOwnOutcome(creation, replayFrom(creation, stored))];
    }),
  );
}

/** Whoever follows a creation is told what the creation did, not that it is over. */
function asItsOwnOutcome(creation: Creation, outcome: Ended): CreateCustomerOutcome {
  const { provider, account } = creation;
  if (outcome.kind !== 'succeeded' || creation.state !== 'SUCCEEDED') return { provider, account, ...outcome };
  return { provider, account, ...outcome, created: creation.created, replayed: false };
}

/** The record that the provider has already, if that is why the creation failed. */
function existingKey(creation: Creation) {
  if (creation.state !== 'FAILED' || creation.failure.kind !== 'already-exists') return undefined;
  const { provider, account, mode, failure } = creation;
  const { existingExternalId: externalId } = failure;
  return externalId === undefined ? undefined : { provider, account, mode, externalId };
}

const placeOf = ({ provider, account, mode }: AccountInMode, of: string): string =>
  JSON.stringify([provider, account, mode, of]);
