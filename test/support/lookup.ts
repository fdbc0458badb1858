import type { EmulatedAnswer } from '../../src/datasources/provider-emulator.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { openCustomerStore } from '../../src/emulator/customer-store.js';
import { fullProfile } from '../contract/provider-contract.js';

/** How recovery asks a provider for a customer, and what the provider answers as long as it has none. */
export interface LookupInTests {
  readonly operationId: string;
  readonly absent: EmulatedAnswer;
}

/** Undefined for a provider that cannot be asked. */
export function lookupAt(provider: string): LookupInTests | undefined {
  const definition = providerDefinitions.find(({ name }) => name === provider);
  const asked = { profile: fullProfile, options: {}, requestClientToken: false };
  const call = definition?.recovery.lookup?.call({ ...asked, merchantCustomerId: 'nobody', idempotencyKey: 'none' });
  const answer = call && definition?.emulator.operations[call.operationId];
  if (!call || !answer) return undefined;
  const { operationId, path = {}, query = {} } = call;
  return { operationId, absent: answer({ body: {}, headers: {}, path, query }, openCustomerStore()) };
}
