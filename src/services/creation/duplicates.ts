import type { CreateCustomerRequest, PaymentDataSource } from '../../datasources/payment-data-source.js';
import type { Creation } from '../../domain/creation.js';
import { OperatorAlert } from '../../domain/safe-error.js';
import type { Dependencies } from '../dependencies.js';

type Stores = Pick<Dependencies, 'creations' | 'warn'>;
type Reported = Pick<Creation, 'id' | 'provider'>;

/** Reports further records of a creation's customer at the provider: on the creation, and if they are new, in the log. */
export async function reportDuplicates(
  { creations, warn }: Stores,
  { id, provider }: Reported,
  externalIds: readonly string[],
): Promise<void> {
  const recorded = await creations.recordDuplicates(id, externalIds);
  if (!recorded) return;
  const { duplicateExternalIds, externalId } = recorded;
  const linked = externalId ? `beside ${externalId}, which is linked` : 'and none of them is linked yet';
  warn(new OperatorAlert(`${provider} has duplicate records: ${duplicateExternalIds.join(', ')}, ${linked}`), id);
}

/**
 * Looks for duplicates at a provider that accepts them, after the creation may have been sent twice. Never throws: the
 * creation itself is not affected.
 */
export async function lookForDuplicates(
  stores: Stores,
  source: PaymentDataSource,
  creation: Reported,
  request: CreateCustomerRequest,
): Promise<void> {
  if (source.recovery.resend.harmless !== 'never') return;
  try {
    const found = await source.findCustomer(request);
    const known = await stores.creations.find(creation.id);
    // Until one of them is linked, it is not known which are the duplicates; recovery looks again once it is.
    if (found.kind !== 'found' || known?.state !== 'SUCCEEDED') return;
    const records = [found.externalId, ...(found.duplicates ?? [])];
    const duplicates = records.filter((externalId) => externalId !== known.externalId);
    if (duplicates.length > 0) await reportDuplicates(stores, creation, duplicates);
  } catch (error) {
    stores.warn(error, creation.id);
  }
}
