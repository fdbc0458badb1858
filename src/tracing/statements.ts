import { SpanKind } from '@opentelemetry/api';
import type { Database } from '../repositories/database.js';
import type { Spans } from './spans.js';

/**
 * Wraps the database to create a span for each SQL statement of a request or recovery. Recovery's own polling and Prisma's
 * queries have none. A statement for several creations has one, in the trace of the first of them; it says how many they are.
 */
export const traceStatements =
  (spans: Spans) =>
  (database: Database): Database =>
    // Inherits the other members, as Prisma's client is loaded on first use.
    Object.create(database, { sql: { value: traced(spans, database) } });

const traced = (spans: Spans, database: Database): Database['sql'] =>
  function sql<Row extends object>(text: string, args: readonly unknown[]): Promise<Row[]> {
    if (!spans.current) return database.sql<Row>(text, args);
    const [, name = 'SQL'] = /^-- (\S+)/.exec(text) ?? [];
    const attributes = {
      'db.system.name': 'postgresql',
      'db.query.summary': name,
      'db.operation.batch.size': batchSize(args),
    };
    return spans.run(name, { kind: SpanKind.CLIENT, attributes }, () => database.sql<Row>(text, args));
  };

/** How many creations a statement is for, if several: its arguments are then lists, with an element for each. */
function batchSize(args: readonly unknown[]): number | undefined {
  const [first, ...rest] = args;
  return Array.isArray(first) && first.length > 1 && rest.length > 0 && rest.every(Array.isArray)
    ? first.length
    : undefined;
}
