import { expect, test } from 'vitest';
import { ourStatements } from '../../support/statements.js';

test.each(ourStatements)('$name $form has its name in its first line, for traces', ({ name, text }) => {
  expect(text.split('\n', 1)).toEqual([`-- ${name}`]);
});
