import { type Exit, type RunOptions, run } from './process.js';
import type { Provider } from './providers.js';

/** The fields of an answer that the tests look at. */
export interface CreateAnswer {
  readonly __typename: string;
  readonly message?: string;
  /** Of an error: whether the same request may succeed later. */
  readonly retryable?: boolean;
  readonly created?: boolean;
  readonly customer?: { readonly id: string; readonly email: string };
  readonly providerCustomer?: { readonly externalId: string };
  readonly creation?: { readonly id: string; readonly status: string };
}

export interface CreationView {
  readonly status: string;
  readonly reason: string | null;
  readonly attempts: number;
}

export type CustomerInput = Readonly<Record<string, string>>;

/** A real server process, and a client for it. */
export interface ServerProcess {
  readonly url: string;
  readonly exited: Promise<Exit>;
  output(): string;
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
  /** Rejects when the server dies before it answers. */
  createCustomer(provider: Provider, input: CustomerInput): Promise<CreateAnswer>;
  /** The e-mail address of the customer linked to a provider's customer; undefined when there is no link. */
  linkedEmail(provider: Provider, externalId: string): Promise<string | undefined>;
  creation(id: string): Promise<CreationView | undefined>;
}

export interface StartOptions extends RunOptions {
  /** Only until it listens, as a table that the test holds locked keeps it from being ready. */
  readonly untilItListens?: boolean;
}

/** Starts the server and waits until it is ready. */
export async function startServer(
  settings: Readonly<Record<string, string>>,
  { untilItListens, ...options }: StartOptions = {},
): Promise<ServerProcess> {
  const server = run('main.js', settings, options);
  const [, url = ''] = await server.says(
    untilItListens ? /connections are taken at (http:\/\/[^\s"]+)/ : /ready: GraphQL at (http:\/\/[^/]+)\/graphql/,
  );

  async function query<Data>(text: string, variables: object): Promise<Data> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: readonly { message: string }[] };
    if (errors !== undefined || data === undefined) throw new Error(`${url}: ${JSON.stringify(errors)}`);
    return data;
  }

  return {
    ...server,
    url,
    createCustomer: async (provider, input) =>
      (await query<{ createCustomer: CreateAnswer }>(createCustomer, { provider, input })).createCustomer,
    async linkedEmail(provider, externalId) {
      const { providerCustomer } = await query<{ providerCustomer: { customer: { email: string } } | null }>(link, {
        provider,
        externalId,
      });
      return providerCustomer?.customer.email;
    },
    creation: async (id) =>
      (await query<{ customerCreation: CreationView | null }>(creation, { id })).customerCreation ?? undefined,
  };
}

const createCustomer = `mutation ($provider: Provider!, $input: CreateCustomerInput!) {
  createCustomer(provider: $provider, input: $input) {
    __typename
    ... on CreateCustomerSuccess { created customer { id email } providerCustomer { externalId } }
    ... on CreateCustomerError { message retryable }
    ... on ProviderOutcomeUnknownError { creation { id status } }
  }
}`;

const link = `query ($provider: Provider!, $externalId: ID!) {
  providerCustomer(provider: $provider, externalId: $externalId) { customer { email } }
}`;

const creation = 'query ($id: ID!) { customerCreation(id: $id) { status reason attempts } }';
