import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../../src/datasources/kit/document.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { pointerTo } from '../../../../src/datasources/kit/json-pointer.js';
import { compileMapping, possibleInputs } from '../../../../src/datasources/kit/mapping.js';
import { fullName } from '../../../../src/datasources/kit/values.js';
import type { FieldMapping } from '../../../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../../../src/datasources/registry.js';
import type { CustomerProfile } from '../../../../src/domain/customer.js';
import { phoneOf } from '../../../contract/provider-contract.js';
import { assertProperty } from '../../../support/property.js';
import { aRequest } from '../provider-support.js';

const fields: readonly FieldMapping[] = [
  { wire: '/person/mail', input: [['email']] },
  { wire: '/person/home/town', input: [['address', 'city']] },
  {
    wire: '/name',
    input: [['firstName'], ['lastName']],
    value: ({ profile }) => [profile.firstName, profile.lastName].filter(Boolean).join(' ') || undefined,
  },
  { wire: '/a~1b.c~0', input: [['company']] },
  {
    wire: '/tags',
    input: [['metadata'], ['providerOptions', 'made-up', 'tags']],
    value: ({ profile }) => profile.metadata,
  },
  {
    wire: '/token',
    input: [['requestClientToken']],
    value: ({ requestClientToken }) => requestClientToken || undefined,
  },
];
const schema: JsonSchema = {
  type: 'object',
  required: ['person', 'name'],
  properties: { person: { type: 'object', required: ['mail'] }, name: { type: 'string' } },
};
const mapping = compileMapping(fields, schema);
const jane = { firstName: 'Jane', lastName: 'van Doorn', email: 'jane@example.com' };
const metadata = [
  { key: 'plan', value: 'gold' },
  { key: 'note', value: 'x' },
];

describe('forward', () => {
  it('builds the body, field by field', () => {
    const request = aRequest({ ...jane, company: 'Acme', address: { city: 'Delft' } });
    expect(mapping.toWire(request)).toEqual({
      person: { mail: 'jane@example.com', home: { town: 'Delft' } },
      name: 'Jane van Doorn',
      'a/b.c~': 'Acme',
    });
  });
  it('leaves out what was not given, but for the objects that have to be there', () => {
    expect(mapping.toWire(aRequest())).toEqual({ person: {} });
  });
  it('gives every request a body of its own', () => {
    const [first, second] = [mapping.toWire(aRequest()), mapping.toWire(aRequest())];
    expect(first.person).not.toBe(second.person);
  });
  it('refuses a table that fills a field twice', () => {
    expect(() => compileMapping([...fields, { wire: '/name', input: [['company']] }], schema)).toThrow('two rows');
  });
});

describe('backward', () => {
  const cases: [field: string, profile: CustomerProfile, path: string | undefined][] = [
    ['/person/mail', {}, 'email'],
    ['mail', {}, 'email'],
    ['town', {}, 'address.city'],
    ['/person/home/town/x', {}, 'address.city'],
    ['/a~1b.c~0', {}, 'company'],
    ['a/b.c~', {}, 'company'],
    ['/person', {}, undefined],
    ['/unknown', {}, undefined],
    ['constructor', {}, undefined],
    ['', {}, undefined],
    ['/', {}, undefined],
    ['/name', {}, 'firstName'],
    ['/name', jane, 'lastName'],
    ['/name', { lastName: 'Doe' }, 'lastName'],
    ['/tags', { metadata }, 'metadata'],
    ['/tags/note', { metadata }, 'metadata.1.value'],
    ['/tags/other', { metadata }, 'metadata'],
    ['/token', {}, 'requestClientToken'],
  ];
  it.each(cases)('%s of %j comes from %s', (field, profile, path) => {
    expect(mapping.toInputPath(field, aRequest(profile))?.join('.')).toBe(path);
  });
  it('tells a wrong key from a wrong value', () => {
    expect(mapping.toInputPath('/tags/note', aRequest({ metadata }), 'key')).toEqual(['metadata', '1', 'key']);
  });
  it('names the JSON value of an entry', () => {
    const json = [{ key: 'note', value: '[1]', json: true as const }];
    expect(mapping.toInputPath('/tags/note', aRequest({ metadata: json }))?.join('.')).toBe('metadata.0.json');
  });
  it('finds an entry in whichever list has it', () => {
    const request = aRequest({ metadata }, { options: { tags: [{ key: 'seg', value: 'x' }] } });
    expect(mapping.toInputPath('/tags/note', request)?.join('.')).toBe('metadata.1.value');
    expect(mapping.toInputPath('/tags/seg', request)?.join('.')).toBe('providerOptions.made-up.tags.0.value');
  });
  it('blames what was given', () => {
    const request = aRequest({}, { options: { tags: [{ key: 'note', value: 'x' }] } });
    expect(mapping.toInputPath('/tags', request)).toEqual(['providerOptions', 'made-up', 'tags']);
  });
  it('knows all inputs of a field', () => {
    expect(mapping.inputsOf('/name')).toEqual([['firstName'], ['lastName']]);
    expect(mapping.inputsOf('/unknown')).toEqual([]);
  });
});

it('names an input once where several wire fields that are made from it differ', () => {
  const { differences } = compileMapping(
    ['/phone', '/phone_country_code'].map((wire) => ({ wire, input: [['phone']] })),
    {},
  );
  const shown = { phone: null, phone_country_code: null };
  expect(differences(shown, aRequest({ phone: phoneOf('1', '2025550143') }))).toEqual([['phone']]);
});

it('sends another input where the first ones are missing, and tells which was not sent', () => {
  const { toWire, toInputPath, inputsOf, inputsIn, notSent } = compileMapping(
    [
      {
        wire: '/name',
        input: [['firstName'], ['lastName']],
        instead: ['company'],
        value: ({ profile }) => fullName(profile),
      },
    ],
    schema,
  );
  const company = aRequest({ company: 'Example Traders' });
  const both = aRequest({ lastName: 'Doe', company: 'Example Traders' });
  expect([toWire(company).name, toWire(both).name]).toEqual(['Example Traders', 'Doe']);
  expect([notSent(company), notSent(both)]).toEqual([[], [['company']]]);
  expect([toInputPath('/name', company), toInputPath('/name', both)]).toEqual([['company'], ['lastName']]);
  expect(toInputPath('/name', aRequest())).toEqual(['firstName']);
  expect([inputsIn('/name', company), inputsIn('/name', both)]).toEqual([[['company']], [['lastName']]]);
  expect([inputsIn('/unknown', both), inputsOf('/unknown')]).toEqual([[], []]);
  expect(inputsOf('/name')).toEqual([['firstName'], ['lastName'], ['company']]);
});

it('tells of an input that a field has no value for', () => {
  const { notSent } = compileMapping([{ wire: '/name', input: [['firstName']], value: () => undefined }], schema);
  expect(notSent(aRequest({ firstName: 'Jo' }))).toEqual([['firstName']]);
});

it('tells what no field carries', () => {
  const request = aRequest(
    { ...jane, reference: 'customer-0001', description: 'x', address: { city: 'Delft', line1: 'y' }, metadata },
    { requestClientToken: true },
  );
  expect(mapping.notSent(request)).toEqual([['reference'], ['description'], ['address', 'line1']]);
  expect(mapping.notSent(aRequest())).toEqual([]);
});

describe.each(providerDefinitions.map((definition) => [definition.title, definition] as const))(
  '%s',
  (_, definition) => {
    const requestSchema = loadDocument(definition.document).operations.get('createCustomer')?.requestSchema ?? {};
    const table = compileMapping(definition.fields, requestSchema);
    const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined });
    const profiles = fc.record(
      {
        firstName: text,
        lastName: text,
        email: text,
        company: text,
        description: text,
        dateOfBirth: text,
        address: fc.record({ line1: text, city: text, country: text }, { requiredKeys: [] }),
        metadata: fc.array(fc.record({ key: fc.string(), value: fc.string() })),
        phone: fc.constant({ e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' }),
      },
      { requiredKeys: [] },
    );

    it('tells of every field one of the inputs that it is made of, whatever was given', () => {
      assertProperty(
        fc.property(profiles, (profile) => {
          for (const { wire, ...field } of definition.fields) {
            expect(possibleInputs({ wire, ...field })).toContainEqual(table.toInputPath(wire, aRequest(profile)));
          }
        }),
      );
    });

    it('makes a body of any profile, all of whose fields lead back to an input', () => {
      assertProperty(
        fc.property(profiles, (profile) => {
          const request = aRequest(profile, { requestClientToken: true });
          for (const pointer of leavesOf(JSON.parse(JSON.stringify(table.toWire(request))), '')) {
            expect(table.toInputPath(pointer, request), pointer).toBeDefined();
          }
        }),
      );
    });
  },
);

/** JSON pointers of everything in a body that is not itself an object with something in it. */
function* leavesOf(value: unknown, at: string): Generator<string> {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0 && at !== '' && typeof value !== 'object') yield at;
  for (const [name, member] of members) {
    yield* leavesOf(member, at + pointerTo([name]));
  }
}
