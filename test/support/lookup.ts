import type { EmulatedAnswer } from '../../src/datasources/provider-emulator.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { openCustomerStore } from '../../src/emulator/customer-store.js';
import { fullProfile } from '../contract/provider-contract.js';

/** The look-up that recovery makes at a provider, and the provider's answer when it does not have the customer. */
export interface LookupInTests {
  readonly operationId: string;
  readonly absent: EmulatedAnswer;
}

/** Undefined for a provider without a look-up. */
export function lookupAt(provider: string): LookupInTests | undefined {
  const definition = providerDefinitions.find(({ name }) => name === provider);
  const request = { profile: fullProfile, options: {}, requestClientToken: false, begunAt: new Date() };
  const call = definition?.recovery.lookup?.call({ ...request, merchantCustomerId: 'nobody', idempotencyKey: 'none' });
  const answer = call && definition?.emulator.operations[call.operationId];
  if (!call || !answer) return undefined;
  const { operationId, path = {}, query = {} } = call;
  return { operationId, absent: answer({ body: {}, headers: {}, path, query }, openCustomerStore()) };
}
