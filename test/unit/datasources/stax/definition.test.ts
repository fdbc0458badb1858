import { expect, it } from 'vitest';
import { compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { readCreation } from '../../../../src/datasources/kit/read-outcome.js';
import { stax } from '../../../../src/datasources/stax/definition.js';
import { aRequest } from '../provider-support.js';

const compiled = compileProvider(stax, loadDocument(stax.document));

it('sends the key as a bearer token', () => {
  expect(stax.credential({ API_KEY: 'key' })).toEqual({ kind: 'bearer', token: 'key' });
});

it.each([200, 201])('takes a success with %i, as one of its pages has it', (status) => {
  const record = { id: 'id-1', reference: 'customer-0001', deleted_at: null };
  const answer = { kind: 'answered', status, headers: {}, sendings: 1, earlierUnknown: false } as const;
  const read = (body: object) => readCreation({ ...answer, body: JSON.stringify(body) }, compiled, aRequest(), false);
  expect(read(record)).toMatchObject({ kind: 'created', externalId: 'id-1' });
  expect(read({ data: { ...record, id: undefined, customer_id: 'id-2' } })).toMatchObject({
    kind: 'created',
    externalId: 'id-2',
  });
});
