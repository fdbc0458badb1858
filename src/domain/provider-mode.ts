/** What an account is connected to: the built-in emulator, or the provider's test or live environment. */
export type ProviderMode = 'EMULATED' | 'TEST' | 'LIVE';
