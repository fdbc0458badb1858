import { expect, it } from 'vitest';
import { normalEmail, storedEmails } from '../../../src/domain/email.js';

it.each([
  ['Jo@Example.com', 'Jo@Example.com'],
  ['jo@müller.example', 'jo@xn--mller-kva.example'],
  ['jo@MÜLLER.example', 'jo@xn--mller-kva.example'],
  ['jo@XN--MLLER-KVA.example', 'jo@xn--mller-kva.example'],
  ['"a@b"@müller.example', '"a@b"@xn--mller-kva.example'],
  ['jörg@例え.テスト', 'jörg@xn--r8jz45g.xn--zckzah'],
  // Punycode that stands for nothing.
  ['jo@xn--a.example', 'jo@xn--a.example'],
  ['abc..def.@docomo.example', 'abc..def.@docomo.example'],
])('%s is stored as %s, which stays', (given, stored) => {
  expect(normalEmail(given)).toBe(stored);
  expect(normalEmail(stored)).toBe(stored);
});

it('finds an address in every form in which it may be stored', () => {
  const both = ['jo@xn--mller-kva.example', 'jo@müller.example'];
  expect(storedEmails('jo@müller.example')).toEqual(both);
  expect(storedEmails('jo@xn--mller-kva.example')).toEqual(both);
  expect(storedEmails('Jo@Example.com')).toEqual(['Jo@Example.com']);
  expect(storedEmails('no address')).toEqual(['no address']);
});
