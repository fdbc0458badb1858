import type { CustomerProfile } from '../domain/customer.js';
import { type ProfileField, profileFieldNames, profileFields } from '../domain/profile-fields.js';

/** The column of each field, in the table `customer`. */
export const columnOf = Object.fromEntries(
  profileFieldNames.map((name) => [name, profileFields[name].column]),
) as Record<keyof CustomerProfile, string>;

/** The columns of a profile except the reference, which creations store separately and which `succeed` assigns. */
const fields: readonly ({ readonly name: string } & ProfileField)[] = profileFieldNames
  .filter((name) => name !== 'reference')
  .map((name) => ({ name, ...profileFields[name] }));

/** These columns as a list: `first_name, last_name, …`. */
export const profileColumns: string = fields.map(({ column }) => column).join(', ');

/** A select list of these columns from the JSON value `profile`. */
export const columnsOfProfile = (profile: string): string =>
  fields.map(({ name, kind, column }) => `${valueIn(profile, name, kind)} AS ${column}`).join(', ');

function valueIn(profile: string, name: string, kind: ProfileField['kind']): string {
  switch (kind) {
    case 'phone':
      return `${profile} -> '${name}' ->> 'e164'`;
    case 'address':
    case 'metadata':
      return `${profile} -> '${name}'`;
    default:
      return `${profile} ->> '${name}'`;
  }
}

/** A list for `SET` that merges `given` over `stored`; both are table expressions with these columns. */
export const mergedColumns = (stored: string, given: string): string =>
  fields
    .map(({ column, kind }) => `${column} = ${mergedValue(`${stored}.${column}`, `${given}.${column}`, kind)}`)
    .join(',\n      ');

/** Whether merging `given` over `stored` would change anything. */
export const mergeChanges = (stored: string, given: string): string => {
  const before = fields.map(({ column }) => `${stored}.${column}`);
  const after = fields.map(({ column, kind }) => mergedValue(`${stored}.${column}`, `${given}.${column}`, kind));
  return `(${before.join(', ')}) IS DISTINCT FROM (${after.join(', ')})`;
};

/** Whether two table expressions have the same profile. */
export const sameProfile = (a: string, b: string): string => {
  const columnsOf = (table: string) => fields.map(({ column }) => `${table}.${column}`).join(', ');
  return `(${columnsOf(a)}) IS NOT DISTINCT FROM (${columnsOf(b)})`;
};

/** Addresses are merged by line; metadata by key, in the order of first appearance. */
function mergedValue(stored: string, given: string, kind: ProfileField['kind']): string {
  switch (kind) {
    case 'address':
      return `coalesce(${stored} || ${given}, ${given}, ${stored})`;
    case 'metadata':
      return `CASE
        WHEN ${stored} IS NULL OR ${given} IS NULL THEN coalesce(${given}, ${stored})
        ELSE (
          SELECT jsonb_agg(coalesce(n.entry, s.entry) ORDER BY s.position NULLS LAST, n.position)
          FROM jsonb_array_elements(${stored}) WITH ORDINALITY AS s (entry, position)
          FULL JOIN jsonb_array_elements(${given}) WITH ORDINALITY AS n (entry, position)
            ON n.entry ->> 'key' = s.entry ->> 'key') END`;
    default:
      return `coalesce(${given}, ${stored})`;
  }
}
