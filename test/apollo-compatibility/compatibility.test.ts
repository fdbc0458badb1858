import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assertion, runSuite } from './run-suite.js';
import { type CompatibilityStack, startStack } from './stack.js';

/** What Apollo tests of a subgraph, and what of it a subgraph has to have. */
const subjects = {
  'Federation 1': [
    'introspection',
    '@key single',
    '@key multiple',
    '@key composite',
    'repeatable @key',
    '@requires',
    '@provides',
    'ftv1',
  ],
  'Federation 2': [
    '@link',
    '@shareable',
    '@tag',
    '@override',
    '@inaccessible',
    '@composeDirective',
    '@interfaceObject',
  ],
};
const required = ['introspection', '@key single', '@link'];

let stack: CompatibilityStack;
let assertions: Assertion[];

beforeAll(async () => {
  stack = await startStack();
  assertions = await runSuite(stack.productsUrl);
  console.log(table());
});
afterAll(() => stack?.stop());

const about = (subject: string) => assertions.filter((assertion) => assertion.subject === subject);

/** All of it in Markdown, as in the README. */
function table(): string {
  const rows = Object.entries(subjects).flatMap(([version, each]) =>
    each.map((subject) => {
      const tests = about(subject);
      const passed = tests.filter((test) => test.passed).length;
      const isPassed = passed > 0 && passed === tests.length;
      return [
        version,
        subject,
        required.includes(subject) ? 'yes' : '',
        isPassed ? 'passed' : 'FAILED',
        `${passed} of ${tests.length}`,
      ];
    }),
  );
  return [['version', 'subject', 'required', 'result', 'tests'], Array(5).fill('---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

for (const [version, each] of Object.entries(subjects)) {
  describe(version, () => {
    for (const subject of each) {
      it(subject, () => {
        const tests = about(subject);
        expect(tests).not.toEqual([]);
        expect(tests.filter(({ passed }) => !passed)).toEqual([]);
      });
    }
  });
}

it('Apollo tests nothing else', () => {
  const known = Object.values(subjects).flat();
  expect(assertions.filter(({ subject }) => !known.includes(subject))).toEqual([]);
});

it('the README has what came out', () => {
  expect(readFileSync(new URL('README.md', import.meta.url), 'utf8')).toContain(table());
});
