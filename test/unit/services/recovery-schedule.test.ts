import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextAttemptAt } from '../../../src/services/recovery-schedule.js';
import { assertProperty } from '../../support/property.js';

const second = 1_000;
const minute = 60 * second;
const createdAt = new Date('2026-03-01T12:00:00Z');
const waitAt = (ageMs: number, random: number): number => {
  const now = createdAt.getTime() + ageMs;
  return nextAttemptAt(createdAt, now, random).getTime() - now;
};

it.each([
  ['at once', 0, 2 * second],
  ['after a minute', minute, 30 * second],
  ['after an hour', 60 * minute, 5 * minute],
  ['by a clock that was set back', -minute, 2 * second],
])('looks again %s', (_, ageMs, waitMs) => {
  expect(waitAt(ageMs, 0.5)).toBe(waitMs);
});

it('spreads what failed together over half the wait, and never waits less than 1.5 seconds or more than 6.25 minutes', () => {
  assertProperty(
    fc.property(
      fc.integer({ min: 0, max: 24 * 60 * minute }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (age, random) => {
        const wait = waitAt(age, random);
        expect(wait).toBeGreaterThanOrEqual(1.5 * second);
        expect(wait).toBeLessThanOrEqual(6.25 * minute);
        expect(Math.abs(wait - waitAt(age, 0.5))).toBeLessThanOrEqual(waitAt(age, 0.5) / 4 + 1);
      },
    ),
  );
});
