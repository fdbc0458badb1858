import { expect, it } from 'vitest';
import { isLastWord, keepsAnswer } from '../../../../src/datasources/kit/kept-answers.js';
import type { Resend } from '../../../../src/datasources/payment-data-source.js';

/** Its keys keep server errors and one refusal, but neither bad requests nor conflicts. */
const keyed: Resend = {
  harmless: 'while-key-lives',
  keyLifetimeMs: 1000,
  keeps: { statuses: [402, 409, '5xx'], except: [503] },
};

it.each<[Resend, status: number, kept: boolean]>([
  [keyed, 200, true],
  [keyed, 201, true],
  [keyed, 400, false],
  [keyed, 402, true],
  [keyed, 500, true],
  [keyed, 503, false],
  [{ harmless: 'always' }, 200, false],
  [{ harmless: 'never' }, 500, false],
])('%j: an answer with %i is kept: %s', (resend, status, kept) => {
  expect(keepsAnswer(resend, status)).toBe(kept);
});

it.each<[status: number, sentLongAgo: boolean, lastWord: boolean]>([
  [200, false, true],
  [500, false, true],
  [503, true, false],
  [400, true, false],
  [402, false, false],
  [402, true, true],
  [409, false, false],
  [409, true, true],
])('%i, long after the first request: %s, is the last word: %s', (status, sentLongAgo, lastWord) => {
  expect(isLastWord(keyed, status, sentLongAgo)).toBe(lastWord);
});
