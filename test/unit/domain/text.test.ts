import { expect, it } from 'vitest';
import { isStorable, toStorable } from '../../../src/domain/text.js';

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
