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
 * For every provider a creation that succeeds unchanged, and one operation that shows violations. The idempotency key
 * lets a tab succeed as often as it is run, also at a provider that would refuse a second customer with this e-mail.
 */
export function exampleTabs(providers: readonly ProviderDefinition[]): ExampleTab[] {
  const [first] = providers;
  return [...providers.map(creationTab), ...(first === undefined ? [] : [mistakeTab(first)])];
}

function creationTab({ name, description, fields }: ProviderDefinition): ExampleTab {
  const takes = (field: string) => fields.some(({ input }) => input.some(([first]) => first === field));
  const query = `${comment(description)}
#
${comment(
  'Run it twice: the second answer is the same customer, with created: false, because of the idempotency key. ' +
    'For another customer, change the key and the e-mail address.',
)}
mutation CreateAt${pascalCase(name)}($input: CreateCustomerInput!) {
  createCustomer(provider: ${name}, input: $input) {
    __typename
    ... on CreateCustomerSuccess {
      created
      customer {
        id
        email
      }
      providerCustomer {
        provider
        externalId
        merchantReference
        routingId
      }
      notSent
      clientToken {
        token
        expiresAt
      }
      clientTokenError {
        message
      }
    }
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
    ... on ProviderValidationError {
      violations {
        path
        code
        message
      }
    }
  }
}
`;
  return {
    query,
    variables: toJson({
      input: {
        firstName: 'Asha',
        lastName: 'Rao',
        email: `asha.rao+${uniquePlaceholder}@example.com`,
        phone: '+12025550143',
        address: takes('address') ? address : undefined,
        requestClientToken: takes('requestClientToken') || undefined,
        idempotencyKey: `graphiql-${name.toLowerCase()}-${uniquePlaceholder}`,
      },
    }),
  };
}

const address = {
  line1: '12 Market Street',
  city: 'San Francisco',
  state: 'CA',
  postalCode: '94105',
  country: 'US',
};

function mistakeTab({ name }: ProviderDefinition): ExampleTab {
  const query = `${comment(
    'Two mistakes: a national phone number without a country, and an invalid e-mail address. Both are reported at ' +
      'once, each with its path in the input; nothing is sent to the provider.',
  )}
mutation SeeViolations($input: CreateCustomerInput!) {
  createCustomer(provider: ${name}, input: $input) {
    __typename
    ... on CreateCustomerError {
      message
      provider
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
`;
  return {
    query,
    variables: toJson({
      input: { firstName: 'Asha', lastName: 'Rao', email: 'asha.rao', phone: '2025550143' },
    }),
  };
}

const toJson = (value: object): string => JSON.stringify(value, undefined, 2);

/** `ONE` → `One`, `ONE_TWO` → `OneTwo`. */
function pascalCase(name: string): string {
  return name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Width of the editor on a small screen, in characters. */
const commentWidth = 50;

/** GraphQL comment lines. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > commentWidth) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}
