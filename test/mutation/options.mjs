/**
 * Stryker's options for mutants of these files. `name` says which `vitest.<name>.config.ts` has the tests to kill them,
 * and where the report goes.
 */
export function options(name, mutate) {
  const report = `coverage/mutation/${name}`;
  return {
    mutate,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: `test/mutation/vitest.${name}.config.ts` },
    // The copy of the project in which mutants are put needs none of these.
    ignorePatterns: ['.data', 'coverage', 'dist', 'test/browser', 'test/crash', 'test/e2e', '**/node_modules'],
    tempDirName: '.stryker-tmp',
    cleanTempDir: 'always',
    // Stryker would rewrite tsconfig.json by an API that TypeScript 7 does not have; Vitest does without.
    tsconfigFile: 'none',
    dryRunTimeoutMinutes: 30,
    // What is run again is what changed, or whose tests changed, since the last run.
    incremental: true,
    incrementalFile: `${report}/incremental.json`,
    reporters: ['clear-text', 'progress', 'html'],
    clearTextReporter: { reportTests: false },
    htmlReporter: { fileName: `${report}/index.html` },
  };
}
