import { SpanKind } from '@opentelemetry/api';
import type { Database } from '../repositories/database.js';
import type { Spans } from './spans.js';

/**
 * Wraps the database to create a span for each SQL statement of a request or recovery. Recovery's own polling and Prisma's
 * queries have none.
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
    const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
    return spans.run(name, { kind: SpanKind.CLIENT, attributes }, () => database.sql<Row>(text, args));
  };
