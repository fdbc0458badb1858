import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { providerDefinitions } from '../../../../src/datasources/registry.js';

/** From `schema/providers/`. */
const fixture = (name: string) => `../../test/fixtures/documents/${name}`;

describe('what is read of a document', () => {
  const document = loadDocument(fixture('everything'));
  const customer = { type: 'object', properties: { address: { type: ['object', 'null'] } } };

  it('servers by environment, and how a credential is sent', () => {
    expect(document.servers).toEqual({ test: 'https://test.example', live: 'https://live.example' });
    expect(document.security).toEqual({ type: 'apiKey', in: 'header', name: 'x-key' });
  });
  it('operations that send and look up, with every reference followed', () => {
    expect([...document.operations.keys()]).toEqual(['retrieveCustomer', 'createCustomer']);
    expect(document.operations.get('retrieveCustomer')).toEqual({
      operationId: 'retrieveCustomer',
      method: 'GET',
      path: '/customers/{id}',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'expand', in: 'query', required: false, schema: {} },
      ],
      mediaType: undefined,
      requestSchema: undefined,
      responses: new Map([
        [200, customer],
        [404, undefined],
      ]),
    });
    expect(document.operations.get('createCustomer')).toMatchObject({
      method: 'POST',
      parameters: [],
      mediaType: 'application/x-www-form-urlencoded',
      requestSchema: customer,
    });
  });
});

it.each([
  ['no-live-server', 'no server with x-environment: live'],
  ['no-security', 'no security scheme'],
  ['broken-reference', '#/components/schemas/Customers points nowhere'],
  ['absent', 'ENOENT'],
])('%s stops the start: %s', (name, message) => {
  expect(() => loadDocument(fixture(name))).toThrow(message);
  expect(() => loadDocument(fixture(name))).toThrow(`${name}.openapi.yaml`);
});

it.each(providerDefinitions.map((definition) => [definition.title, definition] as const))(
  '%s has a document with all that its folder relies on',
  (_, { document, recovery: { lookup }, emulator }) => {
    const { operations } = loadDocument(document);
    expect([...operations.keys()].sort()).toEqual(Object.keys(emulator.operations).sort());
    expect(operations.get('createCustomer')?.requestSchema).toBeDefined();
    expect(operations.size).toBe(lookup ? 2 : 1);
  },
);
