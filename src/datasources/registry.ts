import { juspay } from './juspay/index.js';
import type { ProviderDefinition } from './provider-definition.js';
import { soap } from './soap/index.js';
import { stax } from './stax/index.js';
import { vaultera } from './vaultera/index.js';
import { xpay } from './xpay/index.js';

/** Every provider there is; the `Provider` enum, the settings and the emulator are all made from this list. */
export const providerDefinitions: readonly ProviderDefinition[] = [xpay, vaultera, soap, stax, juspay];
