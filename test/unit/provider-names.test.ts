import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ProviderDefinition } from '../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../src/datasources/registry.js';

/*
 * A provider costs its folder, its document, its fixtures and its line in the registry. Whatever else knew one by name
 * would have to be told of the next one.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The product, and what the tests of all providers share; elsewhere in the tests a provider may serve as an example. */
const neutral = ['src', 'examples/react/src', 'test/support', 'test/crash/support'];
const excepted = [
  'src/datasources/registry.ts',
  'src/generated/',
  'examples/react/src/generated/',
  ...providerDefinitions.map(({ document }) => `src/datasources/${document}/`),
];

const files = neutral
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.(?:tsx?|mjs|graphql)$/.test(file) && !excepted.some((place) => file.startsWith(place)));

/** Names as they are written; that of the document, which may be a word of English, only in quotes or in a path. */
const patterns = providerDefinitions.map(
  ({ name, title, document }: ProviderDefinition) =>
    new RegExp(
      `(?<![A-Za-z0-9])(?:${literal(name)}|${literal(title)})(?![a-z0-9])|['"\`/.]${literal(document)}(?![a-z])`,
    ),
);
const namesIn = (text: string): string[] => patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);

it('a provider is named in its own folder, and nowhere else', () => {
  const found = files.flatMap((file) =>
    namesIn(readFileSync(join(root, file), 'utf8')).map((name) => `${file}: ${name}`),
  );
  expect(files).not.toEqual([]);
  expect(found).toEqual([]);
});

/** A check that finds nothing would prove nothing. */
it.each(providerDefinitions)('$title would be found by any of its names', ({ name, title, document }) => {
  const texts = [
    `{ ${name}: 1 }`,
    `${name}_API_KEY`,
    `// ${title}'s own`,
    `'./${document}/definition.js'`,
    `o.${document}.a`,
  ];
  for (const text of texts) expect(namesIn(text), text).toHaveLength(1);
});

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
