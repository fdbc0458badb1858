// `npm run chaos`: see README.md beside it.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { table } from '../../bench/report.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, seconds: { type: 'string', default: '30' } },
});
if (!(Number(values.seconds) >= 3)) {
  console.error('--seconds is a number from 3');
  process.exit(2);
}
process.env.CHAOS_SECONDS = values.seconds;
const vitest = await startVitest('test', [], {
  config: 'vitest.chaos.config.ts',
  watch: false,
  ...(values.only ? { testNamePattern: `^${values.only}$` } : {}),
});
await vitest.close();

const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const rows = tests.flatMap((test) => {
  const { findings = [], skipped } = test.meta();
  if (skipped !== undefined) return [[`${test.name}: skipped, because ${skipped}`, '', '']];
  return findings.map(({ what, measured, holds }) => [
    `${test.name}: ${what}`,
    measured,
    holds ? 'pass' : 'falls short',
  ]);
});
if (rows.length > 0) console.log(table([['', 'measured', ''], ...rows]));
else {
  console.error(`Nothing was found out. --only is one of ${tests.map(({ name }) => name).join(', ')}`);
  process.exitCode ||= 1;
}
