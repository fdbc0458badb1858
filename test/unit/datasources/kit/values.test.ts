import { describe, expect, it } from 'vitest';
import {
  fullName,
  isRecord,
  listAt,
  textAt,
  timeAt,
  toObject,
  valueAt,
} from '../../../../src/datasources/kit/values.js';

const body = { error: { code: 'E1', status: 7, empty: '' }, list: ['a'], big: 2 ** 53, part: 1.5, yes: true };

it.each([
  ['2026-02-03T04:05:06Z', '2026-02-03T04:05:06.000Z'],
  ['2026-02-03T04:05:06.123456Z', '2026-02-03T04:05:06.123Z'],
  ['2026-02-03T04:05:06+01:00', '2026-02-03T03:05:06.000Z'],
  ['2026-02-03 04:05:06', '2026-02-03T04:05:06.000Z'],
  ['2026-02-03T04:05', '2026-02-03T04:05:00.000Z'],
  ['2026-13-01T04:05:06Z', undefined],
  ['0000-01-01 00:00:00', undefined],
  ['0001-01-01T00:00:00+14:00', undefined],
  ['9999-12-31T23:59:59-01:00', undefined],
  ['2026-02-03', undefined],
  ['yesterday', undefined],
  [1770091506, undefined],
  [null, undefined],
])('reads the time %j as %s', (at, time) => {
  expect(timeAt({ at }, 'at')?.toISOString()).toBe(time);
});

describe('reading unknown JSON', () => {
  it.each([
    [{}, true],
    [[], false],
    [null, false],
    ['text', false],
  ])('isRecord(%j) is %s', (value, expected) => {
    expect(isRecord(value)).toBe(expected);
  });

  it('follows own properties only', () => {
    expect(valueAt(body, 'error', 'status')).toBe(7);
    expect(valueAt(body, 'error', 'missing', 'deeper')).toBeUndefined();
    expect(valueAt(body, 'constructor')).toBeUndefined();
    expect(valueAt(null, 'error')).toBeUndefined();
  });

  it.each([
    [['error', 'code'], 'E1'],
    [['error', 'status'], '7'],
    [['error', 'empty'], undefined],
    [['error'], undefined],
    [['list'], undefined],
    [['yes'], undefined],
    // Its last digit was lost when the JSON was parsed.
    [['big'], undefined],
    [['part'], undefined],
  ])('reads the text at %j as %s', (path, text) => {
    expect(textAt(body, ...path)).toBe(text);
  });

  it('takes anything but a list for an empty one', () => {
    expect(listAt(body, 'list')).toEqual(['a']);
    expect(listAt(body, 'error')).toEqual([]);
  });
});

describe('fullName', () => {
  it.each([
    [{ firstName: 'Jane', lastName: 'Doe' }, 'Jane Doe'],
    [{ firstName: 'Jane' }, 'Jane'],
    [{ lastName: 'Doe' }, 'Doe'],
    [{}, undefined],
  ])('of %j is %j', (profile, expected) => {
    expect(fullName(profile)).toBe(expected);
  });
});

it('makes an object of keys and values, whatever the keys mean to JavaScript', () => {
  const entries = [
    { key: 'tier', value: 'gold' },
    { key: '__proto__', value: 'x' },
  ];
  expect(JSON.stringify(toObject(entries))).toBe('{"tier":"gold","__proto__":"x"}');
  expect([toObject([]), toObject()]).toEqual([undefined, undefined]);
});
