import { hash } from 'node:crypto';
import type { ProviderDefinition, ProviderSettings } from '../provider-definition.js';

/**
 * Identifies the merchant behind an account without storing a credential: a digest of the provider's host and of the
 * settings that name the merchant. They stay the same when a key is rotated. Where a provider has no such settings, the
 * digest is of all required settings.
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
