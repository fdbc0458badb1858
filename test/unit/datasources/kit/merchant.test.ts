import { describe, expect, it } from 'vitest';
import { juspay } from '../../../../src/datasources/juspay/definition.js';
import { merchantFingerprint } from '../../../../src/datasources/kit/merchant.js';
import { stax } from '../../../../src/datasources/stax/definition.js';

const settings = { API_KEY: 'key-1', MERCHANT_ID: 'acme' };
const url = 'https://api.example.com/v1';

describe('the fingerprint of a merchant', () => {
  it('stays when a key is rotated and another setting names the merchant', () => {
    const rotated = merchantFingerprint(juspay, { ...settings, API_KEY: 'key-2' }, 'https://api.example.com/v2');
    expect(rotated).toBe(merchantFingerprint(juspay, settings, url));
  });

  it.each([
    ['another merchant', merchantFingerprint(juspay, { ...settings, MERCHANT_ID: 'other' }, url)],
    ['another host', merchantFingerprint(juspay, settings, 'https://sandbox.example.com')],
  ])('differs for %s', (_, other) => {
    expect(other).not.toBe(merchantFingerprint(juspay, settings, url));
  });

  it('goes by the credentials where nothing else names the merchant, and shows none of them', () => {
    const first = merchantFingerprint(stax, { API_KEY: 'key-1' }, url);
    expect(first).not.toBe(merchantFingerprint(stax, { API_KEY: 'key-2' }, url));
    expect(first).not.toContain('key-1');
  });
});
