import { valueAt } from '../kit/values.js';
import type { ClientToken } from '../payment-data-source.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads a customer as Juspay answers it, with the client token if one was asked for. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = stringAt(body, 'id');
  if (externalId === undefined) return undefined;
  const clientToken = readClientToken(body);
  return clientToken ? { externalId, clientToken } : { externalId };
}

/** A token whose time is missing or unreadable is still a token. */
function readClientToken(body: unknown): ClientToken | undefined {
  const token = stringAt(body, 'juspay', 'client_auth_token');
  if (token === undefined) return undefined;
  const expiresAt = new Date(stringAt(body, 'juspay', 'client_auth_token_expiry') ?? Number.NaN);
  return Number.isNaN(expiresAt.getTime()) ? { token } : { token, expiresAt };
}

/** Juspay's ids and tokens are texts; anything else is no answer of Juspay's. */
function stringAt(body: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(body, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
