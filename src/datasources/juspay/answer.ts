import { textAt, timeAt } from '../kit/values.js';
import type { ClientToken } from '../payment-data-source.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads a customer as Juspay returns it, with the client token if one was requested. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = textAt(body, 'id');
  if (externalId === undefined) return undefined;
  return { externalId, createdAt: timeAt(body, 'date_created'), clientToken: readClientToken(body) };
}

/** A token with a missing or unreadable expiry is still usable. */
function readClientToken(body: unknown): ClientToken | undefined {
  const token = textAt(body, 'juspay', 'client_auth_token');
  if (token === undefined) return undefined;
  return { token, expiresAt: timeAt(body, 'juspay', 'client_auth_token_expiry') };
}
