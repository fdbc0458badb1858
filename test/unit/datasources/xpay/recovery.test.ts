import { expect, it } from 'vitest';
import { keepsAnswer } from '../../../../src/datasources/kit/kept-answers.js';
import { recovery } from '../../../../src/datasources/xpay/recovery.js';

it('sends again with the same key for as long as xPay keeps it, and cannot look anything up', () => {
  expect(recovery).toMatchObject({ resend: { harmless: 'while-key-lives', keyLifetimeMs: 86_400_000 } });
  expect(recovery.lookup).toBeUndefined();
});

it.each([
  [200, true],
  [400, true],
  [401, false],
  [408, true],
  [409, true],
  [429, false],
  [500, true],
  [503, true],
])('its key keeps an answer with %i: %s', (status, kept) => {
  expect(keepsAnswer(recovery.resend, status)).toBe(kept);
});
