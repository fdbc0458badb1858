import { validate as isUuid } from 'uuid';
import type { CustomerFilter, CustomerStore } from '../domain/customer-store.js';
import { storedEmails } from '../domain/email.js';
import { isStorable } from '../domain/text.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import {
  type CustomerRow,
  customerColumns,
  type LinkBeside,
  linkBeside,
  linkColumnsBeside,
  type ParsePhone,
  routingIdOf,
  toCustomer,
} from './rows.js';
import { parseStoredPhone } from './stored-phone.js';

const byIds = `-- customer.byIds
  SELECT ${customerColumns('c')} FROM {customer} c WHERE c.id = ANY($1::uuid[])`;
const byReferences = `-- customer.byReferences
  SELECT ${customerColumns('c')} FROM {customer} c WHERE c.reference = ANY($1::text[])`;

/**
 * Finds the customers of an id and of a reference, each with its link at an account. There is at most one link. The LIMIT
 * says so to a planner without statistics, which would otherwise choose to scan all links of the provider, and keep that
 * plan as they grow.
 */
const target = `-- customer.target
  SELECT ${customerColumns('c')}, ${linkColumnsBeside('l')}, meant.by AS "meantBy",
    ${routingIdOf('c.id', '$1', '$5')} AS "routingId"
  FROM (VALUES
    ('id', $3::uuid),
    ('reference', coalesce(
      (SELECT o.id FROM {customer} o WHERE o.reference = $4::text),
      (SELECT r.customer_id FROM {customer_reference} r WHERE r.reference = $4::text)))
  ) AS meant (by, id)
  JOIN {customer} c ON c.id = meant.id
  LEFT JOIN LATERAL (
    SELECT * FROM {provider_customer} WHERE customer_id = c.id AND provider = $1 AND account = $2 AND mode = $5 LIMIT 1
  ) AS l ON true`;

type TargetRow = CustomerRow & LinkBeside & { meantBy: string; routingId: string | null };

export function createCustomerRepository(database: Database, parsePhone: ParsePhone = parseStoredPhone): CustomerStore {
  const read = (row: CustomerRow) => toCustomer(row, parsePhone);
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
      const args = [provider, account, id ?? null, reference ?? null, mode];
      const rows = await database.sql<TargetRow>(target, args);
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
