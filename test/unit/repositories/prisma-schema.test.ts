import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profileFields } from '../../../src/domain/profile-fields.js';

const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');

/** The scalar fields of a model and their columns, e.g. `firstName first_name`. */
function columnsOf(model: string): string[] {
  const [, body = ''] = new RegExp(`^model ${model} {$(.*?)^}$`, 'ms').exec(schema) ?? [];
  return [...body.matchAll(/^ {2}(\w+) +(?:String|Json|DateTime)\??(?: |$)(.*)$/gm)].map(
    ([, field, attributes = '']) => `${field} ${/@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field}`,
  );
}

test('schema.prisma has the columns of the table of profile fields', () => {
  const profile = Object.entries(profileFields).map(([field, { column }]) => `${field} ${column}`);
  const others = ['id id', 'createdAt created_at', 'updatedAt updated_at'];
  expect(columnsOf('Customer').sort()).toEqual([...profile, ...others].sort());
});
