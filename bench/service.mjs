import { Pool } from 'undici';

/** The fields that a typical frontend selects: to go on with the customer, or to show the error. */
const createCustomer = `
  mutation CreateCustomer($input: CreateCustomerInput!, $provider: Provider!) {
    createCustomer(input: $input, provider: $provider) {
      __typename
      ... on CreateCustomerSuccess {
        created
        customer { id email createdAt }
        providerCustomer { provider account externalId }
      }
      ... on CreateCustomerError { message retryable }
    }
  }`;

const entities = `
  query Entities($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Customer { id reference firstName lastName email }
      ... on ProviderCustomer { externalId customer { id email } }
    }
  }`;

const customer = `
  query Customer($id: ID!) {
    customer(id: $id) { id firstName lastName email phone address { line1 city country } }
  }`;

/**
 * A client of the running service, with keep-alive connections.
 *
 * @param {string} origin
 * @param {number} connections
 */
export function connect(origin, connections) {
  const http = new Pool(origin, { connections });

  /**
   * @param {string} query
   * @param {object} variables
   */
  async function post(query, variables) {
    const { statusCode, headers, body } = await http.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: statusCode, headers, answer: /** @type {any} */ (await body.json()) };
  }

  /**
   * @param {string} query
   * @param {object} variables
   */
  async function graphql(query, variables) {
    const { data, errors } = (await post(query, variables)).answer;
    if (errors !== undefined) throw new Error(`The service answered ${JSON.stringify(errors)}`);
    return data;
  }

  return {
    post,

    /**
     * @param {object} input
     * @param {string} provider
     */
    async createCustomer(input, provider) {
      const { createCustomer: result } = await graphql(createCustomer, { input, provider });
      if (!result.created) throw new Error(`A creation ended with ${JSON.stringify(result)}`);
      return result;
    },

    /**
     * The same with whatever answer comes: its status, its headers and its JSON.
     *
     * @param {object} input
     * @param {string} provider
     */
    askToCreate: (input, provider) => post(createCustomer, { input, provider }),

    /** The least that a GraphQL request can be. */
    ping: () => post('{ __typename }', {}),

    /** @param {readonly object[]} representations */
    async entities(representations) {
      const { _entities: found } = await graphql(entities, { representations });
      if (found.length !== representations.length || found.includes(null)) throw new Error('An entity is missing');
    },

    /** @param {string} id */
    async customer(id) {
      const { customer: found } = await graphql(customer, { id });
      if (found?.id !== id) throw new Error('The customer is missing');
    },

    close: () => http.destroy(),
  };
}
