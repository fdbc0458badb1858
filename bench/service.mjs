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
  async function graphql(query, variables) {
    const { body } = await http.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = /** @type {any} */ (await body.json());
    if (errors !== undefined) throw new Error(`The service answered ${JSON.stringify(errors)}`);
    return data;
  }

  return {
    /**
     * @param {object} input
     * @param {string} provider
     */
    async createCustomer(input, provider) {
      const { createCustomer: result } = await graphql(createCustomer, { input, provider });
      if (!result.created) throw new Error(`A creation ended with ${JSON.stringify(result)}`);
      return result;
    },

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

    /** User and system time of the service so far, in milliseconds, with microsecond resolution. */
    async cpuMs() {
      const { body } = await http.request({ method: 'GET', path: '/metrics' });
      const seconds = /^process_cpu_seconds_total (\S+)/m.exec(await body.text())?.[1];
      if (seconds === undefined) throw new Error('/metrics tells no CPU time');
      return Number(seconds) * 1000;
    },

    close: () => http.destroy(),
  };
}
