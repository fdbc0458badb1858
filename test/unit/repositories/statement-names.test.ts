import { expect, test } from 'vitest';
import * as statements from '../../../src/repositories/creation-statements.js';

test.each(Object.entries(statements))('%s has its name in its first line, for traces', (name, text) => {
  expect(text.split('\n', 1)).toEqual([`-- creation.${name}`]);
});
