import { type Creation, type CreationSummary, isSettledState } from '../../domain/creation.js';
import type { Dependencies } from '../dependencies.js';
import type { CreateCustomerOutcome, Ended } from './outcome.js';

type Stores = Pick<Dependencies, 'customers' | 'links'>;

/** Reads from what is stored how a creation ended, for a repeat of the request that began it. */
export async function replay({ customers, links }: Stores, creation: Creation): Promise<Ended> {
  const { provider, account, mode } = creation;
  switch (creation.state) {
    case 'FAILED': {
      const { failure } = creation;
      const externalId = failure.kind === 'already-exists' ? failure.existingExternalId : undefined;
      const existing = externalId ? await links.find({ provider, account, mode, externalId }) : undefined;
      return { kind: 'failed', failure, existing };
    }
    case 'SUCCEEDED': {
      const { customerId, notSent, differences, changed } = creation;
      const { byId: customer, link } = await customers.findTarget({ customerId, provider, account, mode });
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

/** How a settled creation ended, as `createCustomer` would have answered; undefined while it is not settled. */
export async function settledOutcome(stores: Stores, creation: Creation): Promise<CreateCustomerOutcome | undefined> {
  if (!isSettledState(creation.state)) return undefined;
  const { provider, account } = creation;
  const outcome = await replay(stores, creation);
  if (outcome.kind !== 'succeeded' || creation.state !== 'SUCCEEDED') return { provider, account, ...outcome };
  // Whoever follows a creation is told what the creation did, not that it is over.
  return { provider, account, ...outcome, created: creation.created, replayed: false };
}
