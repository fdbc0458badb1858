import type { ErrorKind, ErrorTable } from '../../../src/datasources/provider-definition.js';

/** What a provider's own rules say of an answer; undefined where the common rules by status decide. */
export function kindOf(table: ErrorTable, status: number, body: unknown): ErrorKind | undefined {
  const said = table.read(body);
  return table.rules.find(
    (rule) =>
      (!rule.status || rule.status.includes(status)) &&
      (!rule.code || (said?.code !== undefined && rule.code.includes(said.code))) &&
      (!rule.message || rule.message.test(said?.message ?? '')),
  )?.kind;
}
