import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const graphql = fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url));
const leastCovered = fileURLToPath(new URL('test/support/least-covered.cjs', import.meta.url));

export default defineConfig({
  // graphql refuses a second copy of itself, and CommonJS and ESM count as two.
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Apollo's, Chromium, chaos, crash and upgrade tests have commands of their own.
    exclude: [
      'test/apollo-compatibility/**',
      'test/browser/**',
      'test/chaos/**',
      'test/crash/**',
      'test/upgrade/**',
      '**/node_modules/**',
    ],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // The modules are loaded once for all files of a worker, not once for each file: half of the time. So a test that changes
    // something for its whole process, such as its clock or environment, changes it back.
    isolate: false,
    // Vitest would leave one processor free, which on a machine with two is half of it; most tests wait for servers anyway.
    maxWorkers: '100%',
    // No threshold: what a timing-dependent branch does on a busy machine must not fail a run.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/generated/**'],
      reporter: ['text-summary', [leastCovered, { files: 10 }], 'html'],
    },
  },
});
