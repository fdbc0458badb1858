import { expect, it } from 'vitest';
import { parseJson } from '../../../../src/datasources/kit/parse-json.js';

it('parses JSON, and gives undefined for anything else', () => {
  expect(parseJson('{"a":1}')).toEqual({ a: 1 });
  for (const text of ['', '{"a":', '<html>', 'undefined']) expect(parseJson(text)).toBeUndefined();
});
