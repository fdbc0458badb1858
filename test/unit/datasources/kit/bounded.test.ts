import { expect, it } from 'vitest';
import { bounded } from '../../../../src/datasources/kit/bounded.js';

const bounds = { depth: 3, members: 2, values: 6, text: 4 };

it.each([
  ['a short text', 'abc', 'abc'],
  ['a long text', 'abcdef', 'abcd'],
  ['numbers, booleans and null', [7, null], [7, null]],
  ['a long list', [1, 2, 3], [1, 2]],
  ['an object of many members', { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
  ['a long name', { abcdef: 1 }, { abcd: 1 }],
  ['what is nested too deep', [[[['x']]]], [[[]]]],
  [
    'more values than it may have',
    [
      [1, 2],
      [3, 4],
    ],
    [[1, 2], [3]],
  ],
  ['an object with inherited members', Object.create({ a: 1 }), {}],
])('bounds %s', (_, value, expected) => {
  expect(bounded(value, bounds)).toEqual(expected);
});
