import { expect, it } from 'vitest';
import { recovery } from '../../../../src/datasources/xpay/recovery.js';

it('sends again with the same key for as long as xPay keeps it, and cannot look anything up', () => {
  expect(recovery).toEqual({ resend: { harmless: 'while-key-lives', keyLifetimeMs: 86_400_000 } });
});
