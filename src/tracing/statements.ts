import { SpanKind } from '@opentelemetry/api';
import type { Database } from '../repositories/database.js';
import type { Spans } from './spans.js';

/**
 * The same database, whose own statements are spans. What is looked for every second, with nobody's request behind it, is
 * none; nor are the ORM's queries.
 */
export const traceStatements =
  (spans: Spans) =>
  (database: Database): Database =>
    // Inherits the rest: the ORM is loaded when it is first asked for.
    Object.create(database, { sql: { value: traced(spans, database) } });

const traced = (spans: Spans, database: Database): Database['sql'] =>
  function sql<Row extends object>(text: string, args: readonly unknown[]): Promise<Row[]> {
    if (!spans.current) return database.sql<Row>(text, args);
    const [, name = 'SQL'] = /^-- (\S+)/.exec(text) ?? [];
    const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
    return spans.run(name, { kind: SpanKind.CLIENT, attributes }, () => database.sql<Row>(text, args));
  };
