import type { ProviderMode as Mode } from '../../domain/provider-mode.js';
import { describedEnum } from './described-enum.js';

export const ProviderMode = describedEnum<Mode>('ProviderMode', 'What an account of a provider is connected to.', {
  EMULATED: 'The built-in emulator; nothing leaves the machine.',
  TEST: "The provider's test environment.",
  LIVE: "The provider's live environment.",
});
