import { Prisma, PrismaClient } from '../generated/prisma/client.js';
import type { Connection } from './connection.js';
import { toDatabaseError } from './database-error.js';

/** Prisma's client. What it throws is a DatabaseError, as its own errors may quote a whole row, personal data and all. */
export const createOrm = (factory: Connection['factory']) =>
  new PrismaClient({ adapter: factory }).$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw toDatabaseError(driverErrorOf(error) ?? error);
        }
      },
    },
  });

export type Orm = ReturnType<typeof createOrm>;

const driverErrorOf = (error: unknown): unknown =>
  error instanceof Prisma.PrismaClientKnownRequestError ? error.meta?.driverAdapterError : undefined;
