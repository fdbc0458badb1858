import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inSchema } from '../../../src/repositories/tables.js';

test('names of tables in braces get their schema', () => {
  const qualify = inSchema('Odd "schema"');
  expect(qualify(`SELECT c.id FROM {customer} c JOIN {customer_creation} k ON k.duplicates <> '{}'`)).toBe(
    `SELECT c.id FROM "Odd ""schema"""."customer" c JOIN "Odd ""schema"""."customer_creation" k ON k.duplicates <> '{}'`,
  );
});

test('every statement names its tables in braces', () => {
  const folder = new URL('../../../src/', import.meta.url);
  const schema = readFileSync(new URL('../prisma/schema.prisma', folder), 'utf8');
  const tables = [...schema.matchAll(/@@map\("(\w+)"\)/g)].map(([, name]) => name as string);
  expect(tables).toContain('customer_creation');
  const all = [...tables, '_prisma_migrations'].join('|');
  const unqualified = new RegExp(`\\b(FROM|JOIN|INTO|UPDATE|TABLE)\\s+"?(${all})\\b`);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.startsWith('generated')) continue;
    expect(unqualified.exec(readFileSync(new URL(file, folder), 'utf8'))?.[0], file).toBeUndefined();
  }
  for (const table of tables) expect(inSchema('s')(`{${table}}`)).toBe(`"s"."${table}"`);
});
