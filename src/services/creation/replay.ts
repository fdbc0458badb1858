import type { Creation } from '../../domain/creation.js';
import type { CustomerStore } from '../dependencies.js';
import type { Ended } from './outcome.js';

/** Reads how a creation ended from what is stored, for a repeat of the request that began it. */
export type Replay = (creation: Creation) => Promise<Ended>;

export function makeReplay(customers: CustomerStore): Replay {
  return async (creation) => {
    const { provider, account, failure, externalId, notSent } = creation;
    if (creation.state === 'FAILED' && failure) {
      const known = failure.kind === 'already-exists' ? failure.existingExternalId : undefined;
      const existing = known ? await customers.findLink(provider, account, known) : undefined;
      return { kind: 'failed', failure, existing };
    }
    if (creation.state !== 'SUCCEEDED' || !externalId) return unknown(creation);
    const target = await customers.findTarget({ customerId: creation.customerId, provider, account });
    if (!target.byId || !target.link) return unknown(creation);
    return { kind: 'succeeded', customer: target.byId, providerCustomer: target.link, created: false, notSent };
  };
}

export const unknown = (creation: Creation): Ended => ({
  kind: 'unknown',
  creation,
  reason: creation.reason ?? 'the same creation is still under way',
});
