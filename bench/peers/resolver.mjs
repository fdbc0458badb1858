// The service's job with the ORM, in the way that its documentation shows: the intent is stored, the provider is called, and
// a transaction stores what came of it.
import process from 'node:process';
import { PrismaPg } from '@prisma/adapter-pg';
import { GraphQLError } from 'graphql';
import { Pool } from 'undici';
import { v7 as newId } from 'uuid';
import { Prisma, PrismaClient } from '../../dist/generated/prisma/client.js';
import { providers } from '../providers.mjs';
import { readInput } from './input.mjs';

const { DATABASE_URL, PROVIDER = '', PROVIDER_URL = '', POOL_SIZE = '10' } = process.env;
const wire = /** @type {import('../providers.mjs').Provider} */ (providers[PROVIDER]);
const { origin, pathname } = new URL(PROVIDER_URL);
const http = new Pool(origin, { connections: 32, headersTimeout: 10_000, bodyTimeout: 10_000 });
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL, max: Number(POOL_SIZE) }) });

const account = 'default';
const mode = 'TEST';
const leaseMs = 25_000;
const recoveryMs = 24 * 60 * 60 * 1000;

/**
 * @param {unknown} _parent
 * @param {{ input: object, provider: string }} args
 */
async function createCustomer(_parent, { input, provider }) {
  if (provider !== PROVIDER) throw new GraphQLError(`${provider} is not configured`);
  const customer = readInput(input);
  const { idempotencyKey, ...profile } = customer;
  const now = Date.now();
  const id = newId();
  const customerId = newId();
  await prisma.customerCreation.create({
    data: {
      id,
      state: 'IN_FLIGHT',
      provider,
      account,
      mode,
      customerId,
      existingCustomer: false,
      reference: customer.reference,
      idempotencyKey,
      fingerprint: '',
      input: customer,
      attempts: 1,
      leaseUntil: new Date(now + leaseMs),
      recoverUntil: new Date(now + recoveryMs),
    },
  });

  // If this throws, whether the provider has the customer is unknown, and the creation stays in flight.
  const { statusCode, body } = await http.request({
    method: 'POST',
    path: pathname + wire.path,
    headers: wire.headers(customer, customer.reference ?? customerId, id),
    body: wire.body(customer, customer.reference ?? customerId),
  });
  const answer = await body.json();
  const settledAt = new Date();
  const settled = { input: Prisma.DbNull, settledAt, updatedAt: settledAt };
  if (statusCode >= 300) {
    await prisma.customerCreation.update({ where: { id }, data: { ...settled, state: 'FAILED', failure: answer } });
    throw new GraphQLError(`The provider answered ${statusCode}`);
  }

  const externalId = wire.readId(answer);
  const [, stored, link] = await prisma.$transaction([
    prisma.customerCreation.update({
      where: { id, state: 'IN_FLIGHT' },
      data: { ...settled, state: 'SUCCEEDED', externalId, created: true },
    }),
    prisma.customer.create({ data: { ...profile, id: customerId, phone: profile.phone.e164 } }),
    prisma.providerCustomer.create({ data: { id: newId(), customerId, provider, account, mode, externalId } }),
  ]);
  return { created: true, customer: stored, providerCustomer: link };
}

export const resolvers = {
  Query: {
    customer: (/** @type {unknown} */ _parent, /** @type {{ id: string }} */ { id }) =>
      prisma.customer.findUnique({ where: { id } }),
  },
  Mutation: { createCustomer },
  Customer: {
    createdAt: (/** @type {{ createdAt: Date }} */ { createdAt }) => createdAt.toISOString(),
  },
};
