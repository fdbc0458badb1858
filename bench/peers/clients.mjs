import { randomUUID } from 'node:crypto';
import { toInput } from '../customers.mjs';
import { providers } from '../providers.mjs';

/**
 * @callback Post Sends a mutation to the peer, and returns the JSON of the answer.
 * @param {string} query
 * @param {object} variables
 * @returns {Promise<{ data?: any, errors?: unknown }>}
 *
 * @typedef {object} Peer A program that is compared with the service.
 * @property {string} name
 * @property {string} program Relative to the repository.
 * @property {(post: Post, customer: Customer, provider: string) => Promise<unknown>} createOne
 *   Throws unless the customer was created.
 *
 * @typedef {Omit<import('../customers.mjs').Customer, 'idempotencyKey'> & { idempotencyKey?: string }} Customer
 */

const createCustomer = `
  mutation CreateCustomer($input: CreateCustomerInput!, $provider: Provider!) {
    createCustomer(input: $input, provider: $provider) {
      __typename
      created
      customer { id email createdAt }
      providerCustomer { provider account externalId }
    }
  }`;

/** @type {Peer['createOne']} */
async function createWithPrisma(post, customer, provider) {
  const answer = await post(createCustomer, { input: toInput(customer), provider });
  const { created, customer: stored, providerCustomer: link } = resultOf(answer);
  const isWhole =
    created && stored.id && stored.email === customer.email && link.provider === provider && link.externalId;
  if (!isWhole) throw new Error(`A creation ended with ${JSON.stringify(answer)}`);
}

/**
 * Whoever calls Mesh has to know the provider's own fields, and to make up the customer's id.
 *
 * @type {Peer['createOne']}
 */
async function createWithMesh(post, customer, provider) {
  const { body, mesh, readId } = /** @type {import('../providers.mjs').Provider} */ (providers[provider]);
  const sent = body(customer, customer.reference ?? randomUUID());
  const input = sent.startsWith('{') ? JSON.parse(sent) : Object.fromEntries(new URLSearchParams(sent));
  const answer = await post(`mutation CreateCustomer($input: CreateCustomerRequest_Input) { ${mesh} }`, { input });
  if (!readId(resultOf(answer))) throw new Error(`A creation ended with ${JSON.stringify(answer)}`);
}

/** @param {Awaited<ReturnType<Post>>} answer */
function resultOf({ data, errors }) {
  if (errors !== undefined || !data?.createCustomer)
    throw new Error(`A peer answered ${JSON.stringify({ data, errors })}`);
  return data.createCustomer;
}

/** @type {readonly Peer[]} */
export const peers = [
  { name: 'Mesh', program: 'bench/peers/mesh.mjs', createOne: createWithMesh },
  { name: 'Mercurius + Prisma', program: 'bench/peers/mercurius-prisma.mjs', createOne: createWithPrisma },
  { name: 'Apollo + Prisma', program: 'bench/peers/apollo-prisma.mjs', createOne: createWithPrisma },
];
