import { describe, expect, test } from 'vitest';
import { createClocks } from '../../../../src/services/recovery/clocks.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** Clocks that a test sets; time passes on all of them alike. */
function world() {
  const time = { passed: 0, wall: 0, database: 0 };
  const clocks = createClocks({ wall: () => start + time.passed + time.wall, monotonic: () => 500 + time.passed });
  const database = () => new Date(start + time.passed + time.database);
  return { time, clocks, database, read: () => clocks.jump(database(), clocks.monotonic()) };
}

describe('jump', () => {
  test('is nothing while time passes alike', () => {
    const { time, read } = world();
    for (time.passed = 0; time.passed < 48 * hour; time.passed += hour) expect(read()).toBe(0);
  });

  test.each([hour, -hour])('tells that the database was set by %i ms, once', (set) => {
    const { time, read } = world();
    expect(read()).toBe(0);
    time.passed += hour;
    time.database += set;
    expect(read()).toBe(set);
    time.passed += 1_000;
    expect(read()).toBe(0);
  });

  test('compares the first reading with the wall clock', () => {
    const { time, read } = world();
    time.database = hour;
    expect(read()).toBe(hour);
    expect(read()).toBe(0);
  });

  test('takes no slow answer for one, and no slow drift', () => {
    const { time, clocks, database, read } = world();
    expect(read()).toBe(0);
    const askedAt = clocks.monotonic();
    const answer = database();
    time.passed += 20_000;
    expect(clocks.jump(answer, askedAt)).toBe(0);
    for (let i = 0; i < 100; i += 1) {
      time.passed += 60_000;
      time.database += 1_000;
      expect(read()).toBe(0);
    }
  });

  test('is not fooled by the wall clock', () => {
    const { time, read } = world();
    expect(read()).toBe(0);
    time.wall = hour;
    expect(read()).toBe(0);
  });
});

test.each([
  ['the database ahead', { database: hour }, 0, hour],
  ['the database behind', { database: -hour }, -hour, 0],
  ['the wall clock ahead', { wall: hour }, 0, hour],
  ['both ahead', { wall: hour, database: hour }, 0, hour],
  ['both behind', { wall: -hour, database: -hour }, -hour, 0],
])('earliest and latest: %s', (_, set, earliest, latest) => {
  const { time, clocks, database } = world();
  Object.assign(time, set, { passed: 60_000 });
  expect(clocks.earliest(database())).toEqual(new Date(start + 60_000 + earliest));
  expect(clocks.latest(database())).toEqual(new Date(start + 60_000 + latest));
});
