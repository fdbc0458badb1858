import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pauseBeforeNextAttempt } from '../../../../src/services/recovery/retry-pause.js';
import { assertProperty } from '../../../support/property.js';

it('is half the age, between 2 seconds and 5 minutes', () => {
  expect(pauseBeforeNextAttempt(0.5)).toEqual({ ofAge: 0.5, leastMs: 2_000, mostMs: 300_000 });
});

it('spreads what failed together over half the wait, and never waits less than 1.5 seconds or more than 6.25 minutes', () => {
  assertProperty(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      const { ofAge, leastMs, mostMs } = pauseBeforeNextAttempt(random);
      expect(Math.abs(ofAge - 0.5)).toBeLessThanOrEqual(0.125);
      expect(leastMs).toBeGreaterThanOrEqual(1_500);
      expect(mostMs).toBeLessThanOrEqual(375_000);
    }),
  );
});
