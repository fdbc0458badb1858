import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pauseBeforeNextAttempt } from '../../../../src/services/recovery/retry-pause.js';
import { assertProperty } from '../../../support/property.js';

it('is half the age, between 2 seconds and 5 minutes', () => {
  expect(pauseBeforeNextAttempt(0, 0.5)).toEqual({ ofAge: 0.5, leastMs: 2_000, mostMs: 300_000 });
});

it('spreads what failed together over half the wait, and never waits less than 1.5 seconds or more than 6.25 minutes', () => {
  assertProperty(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      const { ofAge, leastMs, mostMs } = pauseBeforeNextAttempt(undefined, random);
      expect(Math.abs(ofAge - 0.5)).toBeLessThanOrEqual(0.125);
      expect(leastMs).toBeGreaterThanOrEqual(1_500);
      expect(mostMs).toBeLessThanOrEqual(375_000);
    }),
  );
});

it('is never shorter than a provider asked for, but for a date years ahead', () => {
  expect(pauseBeforeNextAttempt(3600, 0)).toMatchObject({ leastMs: 3_601_500, mostMs: 3_601_500 });
  expect(pauseBeforeNextAttempt(7, 0.5)).toEqual({ ofAge: 0.5, leastMs: 9_000, mostMs: 300_000 });
  expect(pauseBeforeNextAttempt(2 ** 31 - 1, 0.5).leastMs).toBe(7_202_000);
});
