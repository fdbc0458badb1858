import { defineConfig } from 'vitest/config';

/** The test of two versions side by side; it runs `dist/`, and builds the other version itself. */
export default defineConfig({
  test: { include: ['test/upgrade/**/*.test.ts'], testTimeout: 1_200_000, hookTimeout: 900_000 },
});
