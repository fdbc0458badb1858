import { expect, test } from 'vitest';
import { type Finding, runTrouble } from './support/run-trouble.js';
import { troubles } from './support/troubles.js';

declare module 'vitest' {
  interface TaskMeta {
    /** For the table that `run.mjs` prints. */
    findings?: readonly Finding[];
    skipped?: string;
  }
}

const seconds = Number(process.env.CHAOS_SECONDS);

for (const trouble of troubles) {
  test(trouble.name, { timeout: seconds * 1000 + 300_000 }, async ({ task, skip }) => {
    const findings = await runTrouble(trouble, seconds);
    if (typeof findings === 'string') {
      task.meta.skipped = findings;
      return skip(findings);
    }
    task.meta.findings = findings;
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  });
}
