import { type ArgType, ColumnTypeEnum, type SqlDriverAdapter, type SqlResultSet } from '@prisma/driver-adapter-utils';
import type { Connection } from './connection.js';
import { toDatabaseError } from './database-error.js';

/** Runs statements through a Prisma driver adapter, without the ORM. */
export function queryThrough(adapter: SqlDriverAdapter): Connection['query'] {
  return async (text, args) => {
    const argTypes = args.map((arg) => (Array.isArray(arg) ? listArgument : scalarArgument));
    try {
      return toObjects(await adapter.queryRaw({ sql: text, args: [...args], argTypes }));
    } catch (error) {
      throw toDatabaseError(error);
    }
  };
}

/** The drivers pass arguments of no stated type on as they are. */
const scalarArgument: ArgType = { scalarType: 'unknown', arity: 'scalar' };
const listArgument: ArgType = { scalarType: 'unknown', arity: 'list' };

function toObjects({ columnNames, columnTypes, rows }: SqlResultSet): object[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columnNames.length; i += 1) {
      row[columnNames[i] as string] = fromDriver(values[i], columnTypes[i]);
    }
    return row;
  });
}

function fromDriver(value: unknown, type: number | undefined): unknown {
  if (typeof value !== 'string') return value;
  switch (type) {
    case ColumnTypeEnum.Json:
      return JSON.parse(value);
    case ColumnTypeEnum.DateTime:
      return new Date(value);
    default:
      return value;
  }
}
