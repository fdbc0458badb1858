import { Prisma, PrismaClient } from '../generated/prisma/client.js';
import type { Connection } from './connection.js';
import { toDatabaseError } from './database-error.js';

/** Prisma's client. It throws DatabaseError, because Prisma's own errors may quote whole rows with personal data. */
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
