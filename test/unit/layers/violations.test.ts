import { describe, expect, it } from 'vitest';
import { layers } from './layers.js';
import { type Layers, unusedEntries, violations } from './violations.js';

/** What one file with this text does wrong. */
const inFile = (file: string, text: string, table: Layers): string[] => violations(new Map([[file, text]]), table);

/** `[file, what it imports]`: none is allowed, not even of types. */
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
      ['src/app.ts', database],
      ['src/a.ts', database],
    ],
  ),
  ['src/graphql/resolvers/a.ts', '../../generated/prisma/client.js'],
  ['src/graphql/resolvers/a.ts', '../../repositories/customer-repository.js'],
  ['src/datasources/stax/a.ts', '../xpay/index.js'],
  ['src/datasources/stax/a.ts', '../xpay/fields.js'],
  ['src/datasources/stax/a.ts', '../registry.js'],
  ['src/datasources/stax/a.ts', '../http/client.js'],
  ['src/datasources/stax/deeper/a.ts', '../../xpay/fields.js'],
  ['src/datasources/kit/a.ts', '../stax/index.js'],
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
  ['src/graphql/a.ts', 'fastify'],
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
    'src/server.ts',
  ].map((file): [string, string] => [file, '@opentelemetry/api']),
  ['src/tracing/a.ts', 'pg'],
  ['src/tracing/a.ts', '../emulator/emulator.js'],
  ['src/services/a.ts', '../tracing/spans.js'],
  ['src/services/a.ts', '../repositories/customer-repository.js'],
  ['src/services/a.ts', '../datasources/registry.js'],
  ['src/services/a.ts', '../datasources/stax/index.js'],
  ['src/services/creation/a.ts', '../../repositories/customer-repository.js'],
  ['src/repositories/a.ts', '../services/dependencies.js'],
  ['src/repositories/a.ts', '../datasources/registry.js'],
  ...['src/services/a.ts', 'src/repositories/a.ts', 'src/graphql/a.ts', 'src/datasources/a.ts', 'src/server.ts'].map(
    (file): [string, string] => [file, '../emulator/emulator.js'],
  ),
  ['src/a.ts', './emulator/emulator.js'],
  ['src/datasources/stax/a.ts', '../../emulator/customer-store.js'],
];

const allowed: readonly [string, string][] = [
  ['src/domain/b.ts', './violation.js'],
  ['src/app.ts', './emulator/emulator.js'],
  ['src/app.ts', './repositories/database.js'],
  ['src/cli/b.ts', '../repositories/migrations.js'],
  ['src/repositories/b.ts', '@prisma/adapter-pg'],
  ['src/repositories/b.ts', '../generated/prisma/client.js'],
  ['src/repositories/b.ts', '../domain/customer.js'],
  ['src/services/b.ts', '../datasources/payment-data-source.js'],
  ['src/services/b.ts', '../domain/customer.js'],
  ['src/services/b.ts', 'uuid'],
  ['src/services/creation/b.ts', '../../domain/customer.js'],
  ['src/services/creation/b.ts', '../input/check-input.js'],
  ['src/graphql/b.ts', 'dataloader'],
  ['src/datasources/stax/b.ts', './emulator.js'],
  ['src/datasources/stax/b.ts', '../kit/values.js'],
  ['src/datasources/stax/b.ts', '../provider-definition.js'],
  ['src/datasources/stax/b.ts', '../../domain/customer.js'],
  ['src/datasources/stax/deeper/b.ts', '../fields.js'],
  ['src/datasources/kit/b.ts', '../http/client.js'],
  ['src/datasources/b.ts', './stax/index.js'],
  ['src/emulator/b.ts', '../datasources/kit/document.js'],
  ['src/graphql/b.ts', '../services/dependencies.js'],
  ['src/graphql/b.ts', 'type-graphql'],
  ['src/tracing/b.ts', '@opentelemetry/api'],
];

/** Of which nothing but types may be imported. */
const typesOnly: readonly [string, string][] = [
  ['src/tracing/b.ts', '../services/dependencies.js'],
  ['src/graphql/graphiql.ts', 'fastify'],
  ['src/app.ts', 'fastify'],
  ['src/datasources/stax/b.ts', '../../generated/wire/stax.js'],
];

describe('the table of layers', () => {
  it.each(forbidden)('does not let %s import %s', (file, imported) => {
    const complaint = file === 'src/a.ts' ? `${file} is in no layer` : expect.stringContaining(`${file} may import`);
    expect(inFile(file, `import '${imported}';`, layers)).toEqual([complaint]);
    expect(inFile(file, `import type { A } from '${imported}';`, layers)).toEqual([complaint]);
  });

  it.each(allowed)('lets %s import %s', (file, imported) => {
    expect(inFile(file, `import '${imported}';`, layers)).toEqual([]);
  });

  it.each(typesOnly)('lets %s import only types of %s', (file, imported) => {
    expect(inFile(file, `import type { A } from '${imported}';`, layers)).toEqual([]);
    expect(inFile(file, `import { a } from '${imported}';`, layers)).toEqual([expect.stringContaining('only types')]);
    expect(inFile(file, `import { type A } from '${imported}';`, layers)).toEqual([
      expect.stringContaining('only types'),
    ]);
  });

  it.each(['src/loose.ts', 'src/unknown/a.ts', 'src/datasource/stax/a.ts', 'test/a.ts'])('knows no %s', (file) => {
    expect(inFile(file, '', layers)).toEqual([`${file} is in no layer`]);
  });

  it.each(['src/config/config.ts', 'src/emulator/main.ts', 'src/cli/a.ts'])('lets %s read the environment', (file) => {
    expect(inFile(file, 'export const port = process.env.PORT;', layers)).toEqual([]);
  });

  it.each(['src/services/a.ts', 'src/emulator/a.ts', 'src/app.ts', 'src/main.ts'])(
    'does not let %s read the environment',
    (file) => {
      expect(inFile(file, 'export const port = process.env.PORT;', layers)).toEqual([
        `${file} may not read process.env`,
      ]);
    },
  );
});

describe('the check', () => {
  const table: Layers = { 'src/a/': { imports: ['src/b/', 'pkg', '@scope/pkg', 'node:fs'] }, 'src/b/': {} };

  it.each([
    ["import { x } from 'FROM';"],
    ["import x from 'FROM';"],
    ["import * as x from 'FROM';"],
    ["import 'FROM';"],
    ["import type { X } from 'FROM';"],
    ["import { type X } from 'FROM';"],
    ["export { x } from 'FROM';"],
    ["export type { X } from 'FROM';"],
    ["export * from 'FROM';"],
    ["export * as x from 'FROM';"],
    ["export type * from 'FROM';"],
    ["const x = await import('FROM');"],
    ['const x = await import(`FROM`);'],
    ["type X = import('FROM').X;"],
    ["type X = typeof import('FROM');"],
    ["class X { @f(() => import('FROM')) x!: string }"],
    ["import\n  // between\n  { x }\n  from 'FROM';"],
  ])('sees what is imported by %s', (text) => {
    expect(inFile('src/b/x.ts', text.replace('FROM', '../a/y.js'), table)).toHaveLength(1);
    expect(inFile('src/a/x.ts', text.replace('FROM', '../b/y.js'), table)).toEqual([]);
  });

  it.each([
    ["// import 'other';"],
    ["/* import 'other'; */"],
    ['const text = "import \'other\';";'],
    ["export const x = 'other';"],
  ])('is not misled by %s', (text) => {
    expect(inFile('src/b/x.ts', text, table)).toEqual([]);
  });

  it.each([
    ["import x = require('../b/y.js');", 'src/a/x.ts has an "import … = …"'],
    ["import type x = require('../b/y.js');", 'src/a/x.ts has an "import … = …"'],
    ["const x = require('../b/y.js');", 'src/a/x.ts calls require()'],
    ["const x = await import('../b/' + name);", 'src/a/x.ts imports a module whose name is computed'],
    ["declare module 'other' { export const x: 1; }", 'src/a/x.ts has a "declare module"'],
    ['declare global { var x: 1; }', 'src/a/x.ts has a "declare global"'],
    ['/// <reference types="other" />', 'src/a/x.ts has a "/// <reference … />"'],
    ['import {', expect.stringContaining('src/a/x.ts does not parse: ')],
  ])('refuses %s', (text, complaint) => {
    expect(inFile('src/a/x.ts', text, table)).toEqual([complaint]);
  });

  it.each(['pkg', 'pkg/module.js', '@scope/pkg', '@scope/pkg/module.js', 'node:fs', 'node:fs/promises'])(
    'takes %s for a package that is allowed',
    (specifier) => {
      expect(inFile('src/a/x.ts', `import '${specifier}';`, table)).toEqual([]);
    },
  );

  it.each([
    ['pkg-more', 'pkg-more'],
    ['@scope/pkg-more', '@scope/pkg-more'],
    ['fs', 'fs'],
    ['#pkg', '#pkg'],
    ['../bb/y.js', 'src/bb/y.ts'],
    ['../b.js', 'src/b.ts'],
    ['../../src/c/y.js', 'src/c/y.ts'],
    ['../../package.json', 'package.json'],
    ['./../c/y.js', 'src/c/y.ts'],
  ])('does not take %s for one', (specifier, target) => {
    expect(inFile('src/a/x.ts', `import '${specifier}';`, table)).toEqual([
      `src/a/x.ts may import nothing from ${target}`,
    ]);
  });

  it('lets the deepest entry decide, a folder that is named before any folder, and adds what is said of a file', () => {
    const nested: Layers = {
      'src/a/': { imports: ['outer'] },
      'src/a/*/': { imports: ['any'] },
      'src/a/named/': { imports: ['named'] },
      'src/a/named/x.ts': { imports: ['file'] },
    };
    const text = "import 'outer'; import 'any'; import 'named'; import 'file';";
    const allowedIn = (file: string): string[] =>
      ['outer', 'any', 'named', 'file'].filter(
        (name) => !inFile(file, text, nested).join('\n').includes(`nothing from ${name}`),
      );
    expect(allowedIn('src/a/x.ts')).toEqual(['outer']);
    expect(allowedIn('src/a/other/x.ts')).toEqual(['any']);
    expect(allowedIn('src/a/other/deep/x.ts')).toEqual(['any']);
    expect(allowedIn('src/a/named/y.ts')).toEqual(['named']);
    expect(allowedIn('src/a/named/deep/x.ts')).toEqual(['named']);
    expect(allowedIn('src/a/named/x.ts')).toEqual(['named', 'file']);
  });

  it.each([
    'process.env.PORT;',
    "process['env'].PORT;",
    'globalThis.process.env;',
    'const { env } = process;',
    'const { PORT } = process.env;',
    'function f(env = process.env) {}',
  ])('sees the environment read by %s', (text) => {
    expect(inFile('src/a/x.ts', text, table)).toEqual(['src/a/x.ts may not read process.env']);
    expect(inFile('src/a/x.ts', text, { 'src/a/': { readsEnvironment: true } })).toEqual([]);
  });

  it.each(['process.pid;', 'const { pid } = process;', 'options.env;', 'const { env } = options;'])(
    'lets %s pass',
    (text) => {
      expect(inFile('src/a/x.ts', text, table)).toEqual([]);
    },
  );

  it('finds a circle at each of its members, types and import() included, and nowhere else', () => {
    const files = new Map([
      ['src/b/one.ts', "import './two.js';"],
      ['src/b/two.ts', "const three = await import('./three.js');"],
      ['src/b/three.ts', "import './leaf.js'; export type { One } from './one.js';"],
      ['src/b/leaf.ts', ''],
      ['src/b/outside.ts', "import './one.js';"],
      ['src/b/self.ts', "import type { Self } from './self.js';"],
    ]);
    expect(violations(files, table)).toEqual([
      'src/b/one.ts is in a circle: src/b/one.ts → src/b/two.ts → src/b/three.ts → src/b/one.ts',
      'src/b/two.ts is in a circle: src/b/two.ts → src/b/three.ts → src/b/one.ts → src/b/two.ts',
      'src/b/three.ts is in a circle: src/b/three.ts → src/b/one.ts → src/b/two.ts → src/b/three.ts',
      'src/b/self.ts is in a circle: src/b/self.ts → src/b/self.ts',
    ]);
  });

  it('lists entries of the table that nothing needs', () => {
    const files = new Map([
      ['src/a/x.ts', "import '../b/y.js'; import 'pkg/module.js';"],
      ['src/b/y.ts', 'process.env;'],
    ]);
    const generous: Layers = {
      'src/a/': { imports: ['src/b/', 'src/c/', 'pkg'], types: ['pg'], readsEnvironment: true },
      'src/b/': { readsEnvironment: true },
      'src/c/': { imports: ['pkg'] },
    };
    expect(unusedEntries(files, generous)).toEqual([
      'src/a/: src/c/',
      'src/a/: pg',
      'src/a/: process.env',
      'src/c/: no such file',
    ]);
  });
});
