import type { Creation, CreationSummary } from '../../domain/creation.js';
import type { Dependencies } from '../dependencies.js';
import type { Ended } from './outcome.js';

/** Reads how a creation ended from what is stored, for a repeat of the request that began it. */
export type Replay = (creation: Creation) => Promise<Ended>;

export function makeReplay({ customers, links }: Pick<Dependencies, 'customers' | 'links'>): Replay {
  return async (creation) => {
    const { provider, account } = creation;
    switch (creation.state) {
      case 'FAILED': {
        const { failure } = creation;
        const externalId = failure.kind === 'already-exists' ? failure.existingExternalId : undefined;
        const existing = externalId ? await links.find({ provider, account, externalId }) : undefined;
        return { kind: 'failed', failure, existing };
      }
      case 'SUCCEEDED': {
        const { customerId, notSent } = creation;
        const { byId: customer, link } = await customers.findTarget({ customerId, provider, account });
        // Deleted since, by hand.
        if (!customer || !link) return unknown(creation);
        return { kind: 'succeeded', customer, providerCustomer: link, created: false, notSent };
      }
      default:
        return unknown(creation);
    }
  };
}

export const unknown = (creation: CreationSummary): Ended => ({
  kind: 'unknown',
  creation,
  reason: creation.reason ?? 'the same creation is still under way',
});
