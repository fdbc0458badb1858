import { defineConfig } from 'vitest/config';

/** Trouble with the database while the service, `dist/`, is under load; one at a time, so build first. */
export default defineConfig({
  test: {
    include: ['test/chaos/*.test.ts'],
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
