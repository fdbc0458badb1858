import { defineConfig } from 'vitest/config';

/** Tests that kill real server processes; they run `dist/`, so build first. */
export default defineConfig({
  test: {
    include: ['test/crash/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // More than many machines have processors: most of the time is spent waiting.
    maxWorkers: 3,
  },
});
