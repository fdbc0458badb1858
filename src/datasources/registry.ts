import { juspay } from './juspay/definition.js';
import type { ProviderDefinition } from './provider-definition.js';
import { soap } from './soap/definition.js';
import { stax } from './stax/definition.js';
import { vaultera } from './vaultera/definition.js';
import { xpay } from './xpay/definition.js';

/** Every provider. The `Provider` enum, the settings and the emulator's routes are derived from this list. */
export const providerDefinitions: readonly ProviderDefinition[] = [xpay, vaultera, soap, stax, juspay];
