import type { Credential } from '../provider-definition.js';
import type { SecurityScheme } from './document.js';

/** The credential in the header that the provider's document declares for it. */
export function authenticationHeaders(scheme: SecurityScheme, credential: Credential): Record<string, string> {
  const header = scheme.type === 'apiKey' ? scheme.name.toLowerCase() : 'authorization';
  switch (credential.kind) {
    case 'basic':
      return { [header]: `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}` };
    case 'bearer':
      return { [header]: `Bearer ${credential.token}` };
    case 'bare':
      return { [header]: credential.value };
  }
}
