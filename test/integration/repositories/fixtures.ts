import { v7 as newId } from 'uuid';
import type { NewCreation } from '../../../src/domain/creation-store.js';
import type { CustomerProfile } from '../../../src/domain/customer.js';

export const ada: CustomerProfile = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: { e164: '+12025550123', countryCode: '1', nationalNumber: '2025550123' },
  company: 'Analytical Engines',
  dateOfBirth: '1815-12-10',
  description: 'Wrote the first programme',
  address: { line1: '12 St James Square', city: 'London', country: 'GB' },
  metadata: [
    { key: 'tier', value: 'gold' },
    { key: 'source', value: 'letter' },
  ],
};

/** A creation at STAX with a minute's lease, but for what a test says otherwise. */
export function newCreation(
  overrides: Partial<Omit<NewCreation, 'input'>> & { profile?: CustomerProfile } = {},
): NewCreation {
  const { profile = ada, ...rest } = overrides;
  const reference = rest.reference ?? profile.reference;
  return {
    id: newId(),
    provider: 'STAX',
    account: 'default',
    mode: 'EMULATED',
    merchant: 'emulated',
    customerId: newId(),
    existingCustomer: false,
    fingerprint: 'fingerprint',
    together: false,
    notSent: [['dateOfBirth'], ['metadata', '0']],
    changed: [['company']],
    leaseMs: 60_000,
    recoverForMs: 3_600_000,
    now: new Date(),
    ...rest,
    ...(reference === undefined ? {} : { reference }),
    input: {
      profile: { ...profile, ...(reference === undefined ? {} : { reference }) },
      given: { ...profile, ...(reference === undefined ? {} : { reference }) },
      requestClientToken: false,
      options: { customFields: [{ key: 'a', value: 'b' }] },
    },
  };
}

export const success = (externalId: string) => ({ externalId, created: true, linkId: newId() });
export const answered = { kind: 'provider-answer' } as const;
export const operator = { kind: 'operator' } as const;
