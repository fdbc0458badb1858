import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Scripts and pages outside of `src/` name compiled files, where no compiler sees it when a source moves. */

/** Folders of packages, of what is built, and of data. */
const skipped = /^(?:node_modules|dist|coverage|\.(?!ci|container).*)$/;
const read = /(?:\.mjs|\.md|package\.json|Dockerfile|\.ya?ml|\/run)$/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : filesIn(path);
    return read.test(path) ? [path] : [];
  });
}

/** Not those of a package, as in `ajv/dist/2020.js`. */
const compiled = /(?<![\w-]\/)dist\/([\w/-]+)\.js/g;

const named = filesIn('.').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(compiled)].map(([, name]) => ({ file, source: `src/${name}.ts` })),
);

test('every compiled file that a script or a page names has a source', () => {
  expect(named.map(({ file }) => file)).toContain('bench/call-path.mjs');
  expect(named.filter(({ source }) => !existsSync(source))).toEqual([]);
});
