import { expect, it } from 'vitest';
import { isStorable, isVisible, normalId, normalText, toStorable } from '../../../src/domain/text.js';

it.each([
  ['José 👋', 'José 👋'],
  ['a\0b', 'a\u{FFFD}b'],
  ['half \uD83D', 'half \u{FFFD}'],
  ['\uDC4B\uD83D\uDC4B', '\u{FFFD}👋'],
])('makes %j storable', (text, storable) => {
  expect(toStorable(text)).toBe(storable);
});

it('knows a text that no statement takes', () => {
  expect([isStorable('José 👋'), isStorable('a\0b')]).toEqual([true, false]);
});

it('takes out what nobody sees of what identifies somebody, and joiners out of nothing else', () => {
  expect(normalId(' \u202a+1\u202c\u200b \ufeff2\u00ad\u200d\u2066\u061c ')).toBe('+1 2');
  expect(normalText(' می\u200cخواهم ')).toBe('می\u200cخواهم');
});

it.each(['x', '.', '👩‍👧', 'ー', '\u0301'])('%j is visible', (text) => expect(isVisible(text)).toBe(true));
it.each(['', ' \u3000', '\u200d', '\u3164', '\u2800\u00ad', '\ufe0f'])('%j is not visible', (text) => {
  expect(isVisible(text)).toBe(false);
});
