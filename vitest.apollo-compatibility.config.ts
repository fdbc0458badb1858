import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/** Apollo's own tests of a subgraph (`npm run test:apollo-compatibility`). */
const compatibility = defineConfig({
  test: { hookTimeout: 120_000, reporters: ['verbose'], disableConsoleIntercept: true },
});

const merged = mergeConfig(base, compatibility);
// Merging would add to the files of the base.
merged.test.include = ['test/apollo-compatibility/**/*.test.ts'];
merged.test.exclude = ['**/node_modules/**'];
export default merged;
