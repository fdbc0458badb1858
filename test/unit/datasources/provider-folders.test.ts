import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { providerDefinitions } from '../../../src/datasources/registry.js';

/*
 * Every provider's folder has the same files for the same things, so that whoever knows one folder knows them all.
 * What only one provider has may have further files.
 */

const root = new URL('../../../src/datasources/', import.meta.url);
const common = ['answer.ts', 'definition.ts', 'emulator.ts', 'errors.ts', 'fields.ts', 'recovery.ts'];

it('every folder but the shared ones is that of a registered provider', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => name !== 'http' && name !== 'kit');
  expect(names.sort()).toEqual(providerDefinitions.map(({ document }) => document).sort());
});

it.each(providerDefinitions)('$title has the common files, and uses them', async (definition) => {
  const { document, fields, readCustomer, errors, recovery, emulator, requirements } = definition;
  const files = readdirSync(new URL(`${document}/`, root));
  expect(files).toEqual(expect.arrayContaining(common));
  expect(files.includes('requirements.ts')).toBe(requirements !== undefined);

  const load = (file: string): Promise<object> => import(`${root}${document}/${file}`);
  expect(Object.values(await load('definition.ts'))).toEqual([definition]);
  expect(await load('fields.ts')).toMatchObject({ fields });
  expect(await load('answer.ts')).toMatchObject({ readCustomer });
  expect(await load('errors.ts')).toMatchObject({ errors });
  expect(await load('recovery.ts')).toMatchObject({ recovery });
  expect(await load('emulator.ts')).toMatchObject({ emulator });
  if (requirements) expect(await load('requirements.ts')).toMatchObject({ requirements });
});
