import { hash } from 'node:crypto';
import type { ProviderDefinition, ProviderSettings } from '../provider-definition.js';

/**
 * Tells merchants apart without holding a credential: a digest of the provider's host and of the settings that name the
 * merchant, where a provider has such, else of all its credentials. A key that is rotated in an account whose other
 * settings name the merchant leaves it as it is.
 */
export function merchantFingerprint(
  { settings: declared }: Pick<ProviderDefinition, 'settings'>,
  settings: ProviderSettings,
  baseUrl: string,
): string {
  const naming = declared.filter(({ namesMerchant }) => namesMerchant);
  const identity = (naming.length > 0 ? naming : declared.filter(({ required }) => required)).map(
    ({ name }) => settings[name],
  );
  return hash('sha256', JSON.stringify([new URL(baseUrl).host, identity]), 'base64url').slice(0, 16);
}
