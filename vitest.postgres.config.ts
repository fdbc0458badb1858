import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The tests that run once more on PostgreSQL (`npm run test:postgres`): all that depend on which database it is. */
const onPostgres = defineConfig({
  test: {
    include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
    exclude: [
      // About the embedded database alone.
      'test/integration/repositories/{embedded-database,file-lock}.test.ts',
      // About what is in front of the database, or behind it.
      'test/integration/{fault-matrix,isolation}.test.ts',
      'test/e2e/{graphql-over-http,pasted-text,request-limits,shared-secret,tokens,tracing,unfit-values,without-tracing}.test.ts',
    ],
  },
});

const merged = mergeConfig(base, onPostgres);
// Merging would add to the files of the base.
merged.test.include = onPostgres.test?.include;
export default merged;
