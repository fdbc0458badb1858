import { validate as isUuid } from 'uuid';
import type { CustomerFilter, CustomerStore } from '../domain/customer-store.js';
import { storedEmails } from '../domain/email.js';
import { isStorable } from '../domain/text.js';
import type { Prisma } from '../generated/prisma/client.js';
import { batched } from './batched.js';
import { byIds, byReferences, target } from './customer-statements.js';
import type { Database } from './database.js';
import { forRows } from './row-statement.js';
import { type CustomerRow, type LinkBeside, linkBeside, type ParsePhone, toCustomer } from './rows.js';
import { parseStoredPhone } from './stored-phone.js';

type AskedRow = Omit<Record<keyof (typeof target)['columns'], string | undefined>, 'asked'>;
type TargetRow = CustomerRow & LinkBeside & { asked: number; meantBy: string; routingId: string | null };

export function createCustomerRepository(database: Database, parsePhone: ParsePhone = parseStoredPhone): CustomerStore {
  const read = (row: CustomerRow) => toCustomer(row, parsePhone);
  const findTargets = batched<AskedRow, readonly TargetRow[]>({
    run: async (asked) => {
      const numbered = asked.map((row, number) => ({ ...row, asked: number }));
      const found = await database.sql<TargetRow>(...forRows(target, numbered));
      return asked.map((_, number) => found.filter((row) => row.asked === number));
    },
    sizeOf: ({ reference }) => (reference?.length ?? 0) + 100,
  });

  return {
    async findByIds(ids) {
      const wellFormed = ids.filter((id) => isUuid(id));
      if (wellFormed.length === 0) return [];
      return (await database.sql<CustomerRow>(byIds, [wellFormed])).map(read);
    },

    async findByReferences(references) {
      const storable = references.filter(isStorable);
      if (storable.length === 0) return [];
      return (await database.sql<CustomerRow>(byReferences, [storable])).map(read);
    },

    async findTarget({ customerId, reference, provider, account, mode }) {
      const id = customerId !== undefined && isUuid(customerId) ? customerId.toLowerCase() : undefined;
      if (id === undefined && reference === undefined) return {};
      const rows = await findTargets({ provider, account, customer_id: id, reference, mode });
      const byId = rows.find(({ meantBy }) => meantBy === 'id');
      const byReference = rows.find(({ meantBy }) => meantBy === 'reference');
      const meant = byId ?? byReference;
      return {
        byId: byId && read(byId),
        byReference: byReference && read(byReference),
        link: meant && linkBeside(meant),
        routingId: meant?.routingId ?? undefined,
      };
    },

    async keepReference(id, reference) {
      await database.prisma.customer.updateMany({ where: { id, reference: null }, data: { reference } });
    },

    async page({ first, after, filter = {} }) {
      const fitsNobody = !Object.values(filter).every((value) => value instanceof Date || isStorable(value));
      if (fitsNobody || (after !== undefined && !isUuid(after))) return { customers: [], hasNextPage: false };
      const rows = await database.prisma.customer.findMany({
        where: { ...where(filter), id: { gt: after } },
        orderBy: { id: 'asc' },
        take: first + 1,
      });
      return { customers: rows.slice(0, first).map(read), hasNextPage: rows.length > first };
    },
  };
}

function where(filter: CustomerFilter): Prisma.CustomerWhereInput {
  const { email, provider, account, createdFrom, createdBefore, ...equal } = filter;
  const anyLink = provider === undefined && account === undefined;
  return {
    ...equal,
    email: email === undefined ? undefined : { in: [...storedEmails(email)] },
    links: anyLink ? undefined : { some: { provider, account } },
    createdAt: { gte: createdFrom, lt: createdBefore },
  };
}
