import { join } from 'node:path';
import { runNode } from '../support/processes.js';
import { suite } from './stack.js';

/** One test of Apollo's, and how it ended. */
export interface Assertion {
  /** What it is about, such as `@key single`. */
  readonly subject: string;
  readonly title: string;
  readonly passed: boolean;
  readonly messages: readonly string[];
}

interface JestResult {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs all of Apollo's tests as they come, by the Jest that comes with them. */
export async function runSuite(productsUrl: string): Promise<Assertion[]> {
  const jest = join(suite, '../../jest/bin/jest.js');
  const config = join(suite, 'federation-jest.config.js');
  // It ends with 1 when a test failed.
  const written = await runNode([jest, join(suite, 'dist/tests'), '--ci', '--json', '--config', config], {
    cwd: suite,
    env: { PRODUCTS_URL: productsUrl },
    mayEndWith: [0, 1],
  });
  const { testResults } = JSON.parse(written) as JestResult;
  return testResults.flatMap(({ assertionResults, message }) => {
    if (assertionResults.length === 0) throw new Error(`Jest ran no test of a file: ${message}`);
    return assertionResults.map(({ ancestorTitles: [subject], title, status, failureMessages }) => ({
      subject: subject ?? title,
      title,
      passed: status === 'passed',
      messages: failureMessages,
    }));
  });
}
