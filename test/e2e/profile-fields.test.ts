import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueAt } from '../../src/datasources/kit/values.js';
import type { ProviderDefinition } from '../../src/datasources/provider-definition.js';
import type { CustomerProfile, InputPath } from '../../src/domain/customer.js';
import { valueAtPath } from '../../src/domain/profile.js';
import {
  addressLineNames,
  type ProfilePlace,
  profileFieldNames,
  profileFields,
  profilePlaces,
} from '../../src/domain/profile-fields.js';
import { fullProfile } from '../contract/provider-contract.js';
import { readBody } from '../contract/wire-request.js';
import { type RunningApp, startApp } from '../support/app.js';
import { contracts } from '../support/provider-fixtures.js';

/**
 * Every field of the table on its whole way: from the input to the provider, or to `notSent`, and through the database
 * back to the caller. A field that is only half added gets lost here, or the schema does not know it.
 */

/** A profile as callers write it, and as it is read back. */
type Written = Readonly<Record<string, unknown>>;

const written = ({ phone, metadata, ...rest }: CustomerProfile): Written => ({
  ...rest,
  phone: phone?.e164,
  metadata: metadata?.map(({ key, value, json }) => (json ? { key, json: JSON.parse(value) } : { key, value })),
});

const asRead = (profile: Required<CustomerProfile>): Written => ({
  ...written(profile),
  metadata: profile.metadata.map(({ key, value, json }) => ({ key, value, json: json ? JSON.parse(value) : null })),
});

const selection = profileFieldNames
  .map((name) => {
    const { kind } = profileFields[name];
    if (kind === 'address') return `${name} { ${addressLineNames.join(' ')} }`;
    return kind === 'metadata' ? `${name} { key value json }` : name;
  })
  .join(' ');

const createDocument: TypedDocumentNode<
  { createCustomer: { __typename: string; customer?: { id: string }; notSent?: InputPath[] } },
  { input: object; provider: string }
> = parse(`mutation ($input: CreateCustomerInput!, $provider: Provider!) {
  createCustomer(input: $input, provider: $provider) {
    __typename
    ... on CreateCustomerSuccess { customer { id } notSent }
    ... on CreateCustomerError { message }
    ... on InvalidCustomerInputError { violations { path message } }
  }
}`);

/** By id, which our own SQL answers, and from the list, which the ORM answers. */
const readDocument: TypedDocumentNode<
  { customer: Written; customers: { edges: readonly { node: Written }[] } },
  { id: string; reference: string }
> = parse(`query ($id: ID!, $reference: String!) {
  customer(id: $id) { ${selection} }
  customers(first: 1, filter: { reference: $reference }) { edges { node { ${selection} } } }
}`);

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

interface Created {
  readonly id: string;
  readonly notSent: readonly string[];
  /** The request's body, by the provider's own field names. */
  readonly sent: unknown;
}

async function create(input: Written, { name }: ProviderDefinition): Promise<Created> {
  const { data, errors } = await running.query(createDocument, { input, provider: name });
  expect(errors).toBeUndefined();
  expect(data?.createCustomer).toMatchObject({ __typename: 'CreateCustomerSuccess' });
  const { customer, notSent = [] } = data?.createCustomer ?? {};
  const request = running.app.emulator?.requests(name).findLast(({ method }) => method === 'POST');
  return {
    id: customer?.id ?? '',
    notSent: notSent.map((path) => path.join('.')),
    sent: readBody(request?.body ?? '{}', request?.headers['content-type']),
  };
}

/** Whether what was given is in the wire fields that are made of it, in whatever form the provider wants it. */
function isSent({ path, field }: ProfilePlace, value: unknown, { fields }: ProviderDefinition, body: unknown): boolean {
  const mapped = fields.filter(({ input }) => input.some((other) => other.join('.') === path.join('.')));
  const wire = JSON.stringify(mapped.map((row) => valueAt(body, ...row.wire.slice(1).split('/'))));
  return partsOf(field, value).every((part) => wire.includes(JSON.stringify(part).slice(1, -1)));
}

/** The texts that must arrive whatever the provider's form. */
function partsOf({ kind }: ProfilePlace['field'], value: unknown): string[] {
  if (kind === 'phone') return [fullProfile.phone.nationalNumber];
  if (kind === 'metadata')
    return fullProfile.metadata.flatMap(({ key, value: text, json }) => [key, json ? '1.5' : text]);
  return [String(value)];
}

describe.each(contracts)('%s', (_title, definition) => {
  const another = contracts.find(([, { name }]) => name !== definition.name);
  if (!another) throw new Error('There is only one provider');
  const [, earlier, { minimal }] = another;

  const unique = (way: string) => {
    const name = `${way}-${definition.name.toLowerCase()}`;
    return { ...fullProfile, reference: `customer-${name}`, email: `${name}@example.com` };
  };

  test.each<[string, string, (everything: Written) => Promise<Created>]>([
    ['of a new customer', 'new', (everything) => create(everything, definition)],
    [
      'that is stored already',
      'stored',
      async (everything) => create({ customerId: (await create(everything, earlier)).id }, definition),
    ],
    [
      'that a stored customer lacks',
      'lacking',
      async (everything) => {
        const { id } = await create(written(minimal.profile), earlier);
        return create({ ...everything, customerId: id }, definition);
      },
    ],
  ])('every field %s is sent or named in `notSent`, and read back', async (_, way, run) => {
    const profile = unique(way);
    const { id, notSent, sent } = await run(written(profile));

    const ways = profilePlaces.map((place) => {
      const path = place.path.join('.');
      const arrived = isSent(place, valueAtPath(profile, place.path), definition, sent);
      return { path, arrived, missing: notSent.includes(path) };
    });
    expect(ways.filter(({ arrived, missing }) => arrived === missing)).toEqual([]);

    const { data } = await running.query(readDocument, { id, reference: profile.reference });
    expect(data?.customer).toEqual(asRead(profile));
    expect(data?.customers.edges).toEqual([{ node: asRead(profile) }]);
  });
});
