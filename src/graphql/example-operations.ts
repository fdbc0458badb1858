import type { ProviderDefinition } from '../datasources/provider-definition.js';

/** One tab of GraphiQL. */
export interface ExampleTab {
  readonly query: string;
  /** JSON text. */
  readonly variables: string;
}

/** In variables, the page replaces this by a few letters and digits that differ each time it is opened. */
export const uniquePlaceholder = '{unique}';

/**
 * What one learns first comes first: one customer at one provider, at the next, at all of them; what is wrong with an
 * input; what became of creations; what is stored; what the providers take. Each tab runs as it stands, in any order:
 * all are about one customer, whom the reference tells from others. No line is wider than the editor on a telephone.
 */
export function exampleTabs(providers: readonly ProviderDefinition[]): ExampleTab[] {
  const [first, second] = providers;
  if (first === undefined) return [creationsTab, readTab, providersTab];
  return [
    createTab(first),
    ...(second === undefined ? [] : [sameCustomerTab(second)]),
    severalTab(providers),
    violationsTab(first),
    creationsTab,
    readTab,
    providersTab,
  ];
}

const reference = `user-${uniquePlaceholder}`;

const customer = {
  reference,
  firstName: 'Asha',
  lastName: 'Rao',
  email: `asha.rao+${uniquePlaceholder}@example.com`,
  phone: '+12025550143',
  address: {
    line1: '12 Market Street',
    city: 'San Francisco',
    state: 'CA',
    postalCode: '94105',
    country: 'US',
  },
};

const createTab = ({ name, title }: ProviderDefinition): ExampleTab =>
  creation(name, `CreateAt${pascalCase(name)}`, [`One customer at ${title}, once.`, 'Run it again: created is false.']);

const sameCustomerTab = ({ name, title }: ProviderDefinition): ExampleTab =>
  creation(name, `SameAt${pascalCase(name)}`, [
    `The same customer at ${title}.`,
    'The reference says who it is;',
    'later it alone is enough.',
  ]);

const creation = (provider: string, operation: string, comment: readonly string[]): ExampleTab => ({
  query: `${commented(comment)}
mutation ${operation}(
  $input: CreateCustomerInput!
) {
  createCustomer(
    provider: ${provider}
    input: $input
  ) {
    __typename
    ... on CreateCustomerSuccess {
      created
      customer {
        id
        reference
      }
      providerCustomer {
        provider
        externalId
        merchantReference
      }
      notSent
    }
    ... on CreateCustomerError {
      message
      retryable
    }
  }
}
`,
  variables: toJson({ input: customer }),
});

const severalTab = (providers: readonly ProviderDefinition[]): ExampleTab => ({
  query: `${commented(['At all of them, with an answer', 'each: what fails at one does', 'not touch the others.'])}
mutation CreateAtSeveral(
  $providers: [Provider!]!
  $input: CreateCustomerInput!
) {
  createCustomerAtProviders(
    providers: $providers
    input: $input
  ) {
    __typename
    ... on CreateCustomerSuccess {
      created
      providerCustomer {
        provider
        externalId
      }
      notSent
      clientToken {
        token
        expiresAt
      }
    }
    ... on CreateCustomerError {
      provider
      message
      retryable
    }
  }
}
`,
  variables: toJson({
    providers: providers.map(({ name }) => name),
    input: { ...customer, requestClientToken: takesClientToken(providers) || undefined },
  }),
});

const takesClientToken = (providers: readonly ProviderDefinition[]): boolean =>
  providers.some(({ fields }) => fields.some(({ input }) => input.some(([name]) => name === 'requestClientToken')));

const violationsTab = ({ name }: ProviderDefinition): ExampleTab => ({
  query: `${commented(['Two mistakes: both are shown,', 'each with its path.', 'Nothing is sent.'])}
mutation SeeViolations(
  $input: CreateCustomerInput!
) {
  createCustomer(
    provider: ${name}
    input: $input
  ) {
    __typename
    ... on CreateCustomerError {
      message
      retryable
    }
    ... on InvalidCustomerInputError {
      violations {
        path
        code
        message
      }
    }
  }
}
`,
  variables: toJson({
    input: { firstName: 'Asha', lastName: 'Rao', email: 'asha.rao', phone: '2025550143' },
  }),
});

const creationsTab: ExampleTab = {
  query: `${commented(['What became of each creation.', 'A lost answer has an id for', 'customerCreation(id:).'])}
query SeeCreations {
  customerCreations(first: 10) {
    edges {
      node {
        id
        provider
        status
        attempts
        reason
        outcome {
          __typename
        }
      }
    }
  }
}
`,
  variables: '',
};

const readTab: ExampleTab = {
  query: `${commented(['The customer as it is stored,', 'with the id at each provider.'])}
query ReadCustomer(
  $reference: String!
) {
  customerByReference(
    reference: $reference
  ) {
    id
    firstName
    lastName
    email
    providerCustomers {
      provider
      mode
      externalId
      isCurrent
    }
  }
}
`,
  variables: toJson({ reference }),
};

const providersTab: ExampleTab = {
  query: `${commented(['What each provider takes, to', 'build a form; its accounts.'])}
query SeeProviders {
  providers {
    provider
    title
    capabilities
    requiredOneOf
    accounts {
      name
      mode
    }
    inputs {
      path
      type
      label
      required
      maxLength
      hint
    }
  }
}
`,
  variables: '',
};

function toJson(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

/** `ONE` → `One`, `ONE_TWO` → `OneTwo`. */
function pascalCase(name: string): string {
  return name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}`).join('\n');
}
