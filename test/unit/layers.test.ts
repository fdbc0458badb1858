import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** `[file, what it imports]`: each must be complained about. */
const forbidden: readonly [string, string][] = [
  ['src/domain/a.ts', '../services/dependencies.js'],
  ['src/domain/a.ts', '../datasources/payment-data-source.js'],
  ['src/domain/a.ts', 'uuid'],
  ['src/domain/a.ts', 'node:fs'],
  ...['@prisma/client', '@prisma/adapter-pg', 'pg', '@electric-sql/pglite', '../generated/prisma/client.js'].flatMap(
    (database): [string, string][] => [
      ['src/services/a.ts', database],
      ['src/graphql/a.ts', database],
      ['src/datasources/a.ts', database],
      ['src/datasources/kit/a.ts', database],
      ['src/datasources/http/a.ts', database],
      ['src/datasources/stax/a.ts', database],
      ['src/emulator/a.ts', database],
      ['src/cli/a.ts', database],
      ['src/a.ts', database],
    ],
  ),
  ['src/graphql/resolvers/a.ts', '../../generated/prisma/client.js'],
  ['src/graphql/resolvers/a.ts', '../../repositories/customer-repository.js'],
  ['src/datasources/stax/a.ts', '../xpay/definition.js'],
  ['src/datasources/stax/a.ts', '../xpay/fields.js'],
  ['src/datasources/stax/a.ts', '../registry.js'],
  ['src/datasources/stax/a.ts', '../http/client.js'],
  ['src/datasources/stax/deeper/a.ts', '../../xpay/fields.js'],
  ['src/datasources/kit/a.ts', '../stax/definition.js'],
  ['src/datasources/kit/a.ts', '../registry.js'],
  ['src/datasources/http/a.ts', '../kit/document.js'],
  ['src/datasources/http/a.ts', '../provider-definition.js'],
  ...['services/dependencies.js', 'graphql/schema.js', 'repositories/database.js'].flatMap(
    (layer): [string, string][] => [
      ['src/datasources/a.ts', `../${layer}`],
      ['src/datasources/kit/a.ts', `../../${layer}`],
      ['src/datasources/stax/a.ts', `../../${layer}`],
      ['src/emulator/a.ts', `../${layer}`],
    ],
  ),
  ...['graphql', 'type-graphql', 'fastify', '@apollo/server', '@apollo/subgraph', '../graphql/schema.js'].flatMap(
    (web): [string, string][] => [
      ['src/services/a.ts', web],
      ['src/repositories/a.ts', web],
      ['src/datasources/a.ts', web],
    ],
  ),
  ...[
    'src/domain/a.ts',
    'src/services/a.ts',
    'src/repositories/a.ts',
    'src/graphql/a.ts',
    'src/datasources/a.ts',
    'src/datasources/http/a.ts',
    'src/datasources/kit/a.ts',
    'src/datasources/stax/a.ts',
    'src/emulator/a.ts',
    'src/cli/a.ts',
    'src/a.ts',
    'src/app.ts',
  ].map((file): [string, string] => [file, '@opentelemetry/api']),
  ['src/tracing/a.ts', 'pg'],
  ['src/tracing/a.ts', '../emulator/emulator.js'],
  ['src/services/a.ts', '../tracing/spans.js'],
  ['src/services/a.ts', '../repositories/customer-repository.js'],
  ['src/services/a.ts', '../datasources/registry.js'],
  ['src/services/a.ts', '../datasources/stax/definition.js'],
  ['src/repositories/a.ts', '../services/dependencies.js'],
  ['src/repositories/a.ts', '../datasources/registry.js'],
  ...['src/services/a.ts', 'src/repositories/a.ts', 'src/graphql/a.ts', 'src/datasources/a.ts'].map(
    (file): [string, string] => [file, '../emulator/emulator.js'],
  ),
  ['src/a.ts', './emulator/emulator.js'],
  ['src/datasources/stax/a.ts', '../../emulator/customer-store.js'],
];

/** None of these may be complained about. */
const allowed: readonly [string, string][] = [
  ['src/domain/b.ts', './violation.js'],
  ['src/main.ts', './emulator/emulator.js'],
  ['src/main.ts', './repositories/database.js'],
  ['src/cli/b.ts', '../emulator/emulator.js'],
  ['src/cli/b.ts', '../repositories/migrations.js'],
  ['src/repositories/b.ts', '@prisma/adapter-pg'],
  ['src/repositories/b.ts', '../generated/prisma/client.js'],
  ['src/repositories/b.ts', '../domain/customer.js'],
  ['src/services/b.ts', '../datasources/payment-data-source.js'],
  ['src/services/b.ts', '../domain/customer.js'],
  ['src/services/b.ts', 'uuid'],
  ['src/graphql/b.ts', 'dataloader'],
  ['src/datasources/stax/b.ts', './emulator.js'],
  ['src/datasources/stax/b.ts', '../kit/values.js'],
  ['src/datasources/stax/b.ts', '../provider-definition.js'],
  ['src/datasources/stax/b.ts', '../../domain/customer.js'],
  ['src/datasources/kit/b.ts', '../http/client.js'],
  ['src/datasources/b.ts', './stax/definition.js'],
  ['src/emulator/b.ts', '../datasources/kit/document.js'],
  ['src/graphql/b.ts', '../services/dependencies.js'],
  ['src/graphql/b.ts', 'type-graphql'],
  ['src/tracing/b.ts', '@opentelemetry/api'],
  ['src/tracing/b.ts', '../services/dependencies.js'],
  ['test/unit/b.test.ts', '../../src/emulator/emulator.js'],
];

const readsEnvironment = 'export const port = process.env.PORT;\n';

interface Complaint {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

let folder: string;
let complaints: readonly Complaint[];

/** One run of the linter over a small project that breaks every rule. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  cpSync(fileURLToPath(new URL('../../biome.json', import.meta.url)), join(folder, 'biome.json'));
  const files = new Map<string, string>();
  for (const [file, imported] of [...forbidden, ...allowed]) {
    files.set(file, `${files.get(file) ?? ''}import '${imported}';\n`);
  }
  files.set('src/config.ts', readsEnvironment);
  files.set('src/emulator/main.ts', readsEnvironment);
  files.set('src/services/environment.ts', readsEnvironment);
  files.set(
    'src/services/environment-module.ts',
    "import { env } from 'node:process';\nexport const port = env.PORT;\n",
  );
  files.set('src/services/circle-a.ts', "import { b } from './circle-b.js';\nexport const a = () => b;\n");
  files.set('src/services/circle-b.ts', "import { c } from './circle-c.js';\nexport const b = () => c;\n");
  files.set('src/services/circle-c.ts', "import type { a } from './circle-a.js';\nexport let c: typeof a;\n");
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  complaints = await lint(folder);
}, 20_000);
afterAll(() => rmSync(folder, { recursive: true }));

function lint(project: string): Promise<readonly Complaint[]> {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const options = { cwd: project, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
      options,
      (_, output) => {
        try {
          resolve((JSON.parse(output) as { diagnostics: Complaint[] }).diagnostics);
        } catch (error) {
          reject(error);
        }
      },
    );
  });
}

const linesOf = (rule: string, file: string): number[] =>
  complaints
    .filter(({ category, location }) => category === rule && location.path === file)
    .map(({ location }) => location.start.line);

/** Every import has a line of its own in its file. */
const lineOf = (all: readonly [string, string][], file: string, imported: string): number =>
  all.filter(([of]) => of === file).findIndex(([, what]) => what === imported) + 1;

describe('the linter', () => {
  it.each(forbidden)('complains that %s imports %s', (file, imported) => {
    expect(linesOf('lint/style/noRestrictedImports', file)).toContain(lineOf(forbidden, file, imported));
  });

  it.each(allowed)('lets %s import %s', (file, imported) => {
    expect(linesOf('lint/style/noRestrictedImports', file)).not.toContain(lineOf(allowed, file, imported));
  });

  it('complains about the environment read outside config and the processes', () => {
    expect(linesOf('lint/style/noProcessEnv', 'src/services/environment.ts')).toEqual([1]);
    expect(linesOf('lint/style/noProcessEnv', 'src/services/environment-module.ts')).not.toEqual([]);
    expect(linesOf('lint/style/noProcessEnv', 'src/config.ts')).toEqual([]);
    expect(linesOf('lint/style/noProcessEnv', 'src/emulator/main.ts')).toEqual([]);
  });

  it.each(['a', 'b', 'c'])('complains about an import circle at each of its members, types included: %s', (member) => {
    expect(linesOf('lint/suspicious/noImportCycles', `src/services/circle-${member}.ts`)).toEqual([1]);
  });
});
