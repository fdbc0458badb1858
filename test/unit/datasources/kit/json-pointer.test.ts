import { expect, it } from 'vitest';
import {
  dottedName,
  pointerOfDottedName,
  pointerTo,
  segmentsOf,
} from '../../../../src/datasources/kit/json-pointer.js';

it.each([
  [[], ''],
  [['address', 'city'], '/address/city'],
  [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01'],
  [['options.token'], '/options.token'],
])('writes %j as %j', (segments, pointer) => {
  expect(pointerTo(segments)).toBe(pointer);
});

it.each([[['address', 'city']], [['a/b', 'c~d', '~1', '~01']]])('reads %j back', (segments) => {
  expect(segmentsOf(pointerTo(segments))).toEqual(segments);
});

it('converts to and from names with dots', () => {
  expect(pointerOfDottedName('address.city')).toBe('/address/city');
  expect(dottedName('/address/city')).toBe('address.city');
  expect(dottedName('header:x')).toBe('header:x');
});
