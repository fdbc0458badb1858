import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Matrix, openMatrix, printed, steps } from './matrix.js';
import { providers } from './providers.js';
import type { Store } from './store.js';

/** Rounds of each step: 20 in the full form. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 3);

/** The crash matrix on one database: every step, and then everything that the providers and the database hold. */
export function describeMatrix(open: () => Promise<Store>): void {
  let matrix: Matrix;
  let title: string;

  beforeAll(async () => {
    const store = await open();
    title = store.backend;
    matrix = await openMatrix(store);
  });

  afterAll(async () => {
    process.stdout.write(`${printed(title, matrix.cells)}\n${matrix.history.calls} calls\n`);
    await matrix.close();
  });

  describe('a server killed', () => {
    test.each(steps.map((step) => [step.name, step] as const))('%s', { timeout: rounds * 120_000 }, async (_, step) => {
      await matrix.run(step, rounds);
      for (const provider of step.providers ?? providers) {
        const cell = matrix.cells.get(`${step.name} | ${provider}`);
        expect.soft({ provider, ...cell, hit: (cell?.hit ?? 0) > 0 }).toEqual({
          provider,
          rounds,
          hit: true,
          succeeded: rounds,
          failed: 0,
          review: 0,
          open: 0,
          duplicates: 0,
          lost: 0,
          differs: 0,
        });
      }
    });
  });

  test('in every step, what callers were told can all be true', () => {
    expect(matrix.history.calls).toBeGreaterThan(0);
    expect(matrix.history.contradictions().join('\n')).toBe('');
  });

  test('in the end, what the providers have is what is linked', { timeout: 60_000 }, async () => {
    const { customersAtProviders, creations, ...wrong } = await matrix.finish();
    expect(wrong).toEqual({ duplicates: [], lost: [], dangling: [], unlinkedCustomers: 0, reviews: [] });
    // On a busy machine a look-up before sending may take too long: then nothing was sent, and a repeat created it.
    const { FAILED: _, ...others } = creations;
    expect(others).toEqual({ SUCCEEDED: customersAtProviders });
  });
}
