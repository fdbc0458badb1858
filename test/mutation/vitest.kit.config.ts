import { defineConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** Tests that need no database. */
export default defineConfig({
  ...project,
  test: { ...project.test, include: ['test/unit/datasources/**/*.test.ts', 'test/contract/**/*.test.ts'] },
});
