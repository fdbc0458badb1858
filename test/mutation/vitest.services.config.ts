import { defineConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** Without the tests that play through hundreds of cases before the first assertion: they would run for each mutant. */
export default defineConfig({
  ...project,
  test: {
    ...project.test,
    include: ['test/unit/services/**/*.test.ts', 'test/integration/{settle,recovery,lost-commits}.test.ts'],
  },
});
