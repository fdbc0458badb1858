import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { layers } from './layers.js';
import { unusedEntries, violations } from './violations.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Not part of the service: what TypeScript and Prisma generate, and `npm run dev`, which starts the service. */
const others = ['generated/', 'dev/'];
const files = new Map(
  readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !others.some((other) => name.startsWith(other)))
    .map((name) => [`src/${name}`, readFileSync(`${root}src/${name}`, 'utf8')]),
);

it('every file imports only what its layer may, in no circle', () => {
  expect(files.size).toBeGreaterThan(100);
  expect(violations(files, layers)).toEqual([]);
});

it('the table allows nothing that no file needs', () => {
  expect(unusedEntries(files, layers)).toEqual([]);
});
