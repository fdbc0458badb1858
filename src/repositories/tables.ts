/** Where the tables are when the database's URL names no schema; also Prisma's default. */
export const defaultSchema = 'public';

const tables = [
  'customer',
  'customer_reference',
  'customer_creation',
  'idempotency_key',
  'provider_customer',
  'account_mode',
  'provider_quota',
  '_prisma_migrations',
];
const inBraces = new RegExp(`\\{(${tables.join('|')})\\}`, 'g');

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/**
 * Statements name tables in braces, `FROM {customer} c`: with their schema, they mean the same table whatever the session's
 * search path is. Behind a pooler that gives each transaction another connection, a session cannot keep one.
 *
 * @returns a function that fills the schema in.
 */
export function inSchema(schema: string): (sql: string) => string {
  const known = new Map<string, string>();
  return (sql) => {
    let qualified = known.get(sql);
    if (qualified === undefined) {
      if (known.size >= maxTexts) known.clear();
      qualified = sql.replace(inBraces, (_, table) => `${quoted(schema)}.${quoted(table)}`);
      known.set(sql, qualified);
    }
    return qualified;
  };
}

/** More than the number of our own statements; any beyond it are built at run time. */
const maxTexts = 500;
