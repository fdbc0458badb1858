import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { ourStatements } from '../../support/statements.js';

/*
 * Each connection plans a statement once for all arguments, and may do so before the database has a single row or any
 * statistics. It keeps that plan while the tables grow to millions of rows, so it must look up what it needs even then.
 */

/** These run at a start, in the background, or for an operator, and may read more than what they are about. */
const mayScan = new Set([
  // About every row of an account, or a page of all.
  'creation.assignModeToLinks',
  'creation.assignModeToCreations',
  'creation.pageWithDuplicates',
  'creation.countWithDuplicates',
  // All that are open, for metrics.
  'creation.openByState',
  // Recovery's own: by id, but of rows that the statement has found before, or once a minute about all that is open or old.
  'creation.claimDue',
  'creation.endRecoveries',
  'creation.abandonLeases',
  'creation.pruneKeys',
]);

let database: TestDatabase;
beforeAll(async () => {
  // One connection, as it is a session that has prepared statements and settings.
  database = await openTestDatabase({ poolSize: 1 });
  await database.sql('SET plan_cache_mode = force_generic_plan', []);
});
afterAll(() => database.close());

async function planOf(name: string, text: string): Promise<string[]> {
  const last = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  await database.sql(`PREPARE "${name}" AS ${text.slice(text.indexOf('\n'))}`, []);
  const args = last > 0 ? `(${Array(last).fill('NULL').join(', ')})` : '';
  const rows = await database.sql<Record<string, string>>(`EXPLAIN EXECUTE "${name}"${args}`, []);
  return rows.map((row) => Object.values(row)[0] ?? '');
}

/** The tables that are read as a whole: without an index, or from one end of an index to the other. */
function scanned(plan: readonly string[]): string[] {
  return plan.flatMap((step, at) => {
    const [, kind, table] = /(Seq Scan|Index Scan|Index Only Scan).* on (\w+)/.exec(step) ?? [];
    if (table === undefined || table === 'account_mode') return [];
    return kind === 'Seq Scan' || !plan[at + 1]?.includes('Index Cond:') ? [table] : [];
  });
}

test.each(ourStatements.filter(({ name }) => !mayScan.has(name)))(
  '$name $form looks up what it needs',
  async ({ name, form, text }) => {
    const plan = await planOf(`${name} ${form}`, text);
    expect(plan.length).toBeGreaterThan(0);
    expect(scanned(plan), plan.join('\n')).toEqual([]);
  },
);

test('all statements that may scan are there, and this test would see a scan', async () => {
  const names = ourStatements.map(({ name }) => name);
  for (const name of mayScan) expect(names).toContain(name);
  for (const name of ['creation.begin', 'customer.target', 'providerCustomer.byExternalIds'])
    expect(names).toContain(name);
  expect(scanned(await planOf('scan', '-- scan\nSELECT FROM {customer_creation} WHERE fingerprint = $1'))).toEqual([
    'customer_creation',
  ]);
});
