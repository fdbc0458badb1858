import { hostileJson, json, text } from './random.mjs';

const providers = ['XPAY', 'VAULTERA', 'SOAP', 'STAX', 'JUSPAY'];

/** Values that are almost right, so that they get further than random ones. */
const almost = {
  firstName: ['Jo', '\u200B', 'x'.repeat(300)],
  email: ['jo@example.com', 'a@example.com;', '"a b"@example.com', 'müller@müller.example', 'x'.repeat(300)],
  phone: ['+12025550143', '\u202A+12025550143\u202C', '+5215512345678', '12025550143', '+999'],
  reference: ['a', '..', 'auth0|1', 'x'.repeat(256), 'user-1042'],
  dateOfBirth: ['1990-01-31', '1990-02-31', '0000-00-00'],
  idempotencyKey: ['k', 'k'.repeat(300)],
};

/** Most are taken, so that providers are asked; the others have one wrong value or more. */
function input(random) {
  const wrong = random.chance(0.3);
  const value = (values) => (wrong && random.chance(0.3) ? random.pick([...values, json(random, 2)]) : values[0]);
  const person = Object.fromEntries(Object.entries(almost).map(([name, values]) => [name, value(values)]));
  Object.assign(person, {
    lastName: 'Doe',
    reference: `r${random.below(1e9)}`,
    email: `jo${random.below(1e9)}@example.com`,
  });
  if (random.chance(0.7)) delete person.idempotencyKey;
  if (!wrong) return person;
  if (random.chance(0.3)) person.email = random.pick(almost.email);
  if (random.chance(0.3)) person.reference = random.pick(almost.reference);
  if (random.chance(0.3))
    person.address = random.chance(0.5) ? json(random, 2) : { country: text(random, 3), city: text(random, 60) };
  if (random.chance(0.3))
    person.metadata = random.chance(0.5) ? json(random, 3) : [{ key: text(random), json: json(random) }];
  if (random.chance(0.2)) person.providerOptions = json(random, 3);
  if (random.chance(0.2)) person.requestClientToken = random.chance(0.5);
  if (random.chance(0.1)) person[text(random, 10)] = json(random);
  return person;
}

const create =
  'createCustomer(input: $input, provider: $provider) { __typename ... on CreateCustomerSuccess { customer { id } } ... on CreateCustomerError { message } }';

/** A selection of the fields of a type, with arguments, aliases and fragments at random. */
function selection(random, schema, type, depth) {
  const fields = Object.values(schema.getType(type)?.getFields?.() ?? {});
  if (fields.length === 0) return '';
  const chosen = Array.from({ length: 1 + random.size(depth > 2 ? 12 : 5) }, () => random.pick(fields));
  const parts = chosen.map((field, index) => {
    const named = String(field.type).replace(/[[\]!]/g, '');
    const args = field.args
      .filter(({ type: argument }) => String(argument).endsWith('!') || random.chance(0.3))
      .map((argument) => `${argument.name}: ${literal(random)}`);
    const alias = random.chance(0.4) ? `a${index}: ` : '';
    const directive = random.chance(0.05) ? ' @include(if: true)' : '';
    const below = depth > 0 ? selection(random, schema, named, depth - 1) : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive}${below}`;
  });
  return ` { __typename ${parts.join(' ')} }`;
}

const literal = (random) =>
  random.pick([
    () => JSON.stringify(text(random)),
    () => String(random.below(300)),
    () => random.pick([...providers, 'NONE', 'true', 'null', '[]', '{}', '$missing']),
    () => `[${random.pick(providers)}]`,
    () => '"018f0000-0000-7000-8000-000000000000"',
  ])();

/** What is posted to `/graphql`, as text. */
export function body(random, schema) {
  return random.pick([
    // Most of all mutations that reach a provider.
    ...Array.from(
      { length: 4 },
      () => () =>
        JSON.stringify({
          query: `mutation ($input: CreateCustomerInput!, $provider: Provider!) { ${create} }`,
          variables: { input: input(random), provider: random.pick(providers) },
        }),
    ),
    () =>
      JSON.stringify({
        query: `query${selection(random, schema, 'Query', random.below(6))}`,
        variables: json(random, 2),
      }),
    () => JSON.stringify({ query: `mutation${selection(random, schema, 'Mutation', 3)}` }),
    () =>
      JSON.stringify({
        query: 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
        variables: {
          r: random.chance(0.5)
            ? json(random)
            : [{ __typename: random.pick(['Customer', 'ProviderCustomer', 'X']), ...json(random, 1) }],
        },
      }),
    () => JSON.stringify({ query: `{${'a'.repeat(random.size(20_000))}${'{a'.repeat(random.size(3_000))}` }),
    () => JSON.stringify({ query: `{ ${'a: __typename '.repeat(random.size(5_000))} }` }),
    () => JSON.stringify({ query: '{ __typename }', extensions: json(random), operationName: json(random, 1) }),
    () => JSON.stringify(json(random)),
    () => hostileJson(random),
  ])();
}

/** A whole request as bytes, which need not be HTTP. */
export function raw(random) {
  const line = `${random.pick(['GET', 'POST', 'PUT', 'PRI', text(random, 9)])} ${random.pick(['/', '/graphql', '/graphql?query={__typename}', '/readyz', '/graphiql/../x', text(random)])} HTTP/${random.pick(['1.1', '1.0', '2.0', '9'])}`;
  const headers = Array.from({ length: random.size(40) }, () =>
    random.pick([
      'host: x',
      'content-type: application/json',
      'content-length: 5',
      'transfer-encoding: chunked',
      `${text(random, 12)}: ${text(random, 60)}`,
    ]),
  );
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${text(random, 500)}`;
}
