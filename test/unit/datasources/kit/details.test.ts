import { expect, it } from 'vitest';
import { compileDetails } from '../../../../src/datasources/kit/details.js';

const details = compileDetails({
  properties: {
    id: { type: 'string' },
    address: { type: 'object', properties: { city: { type: 'string' } } },
    metadata: { type: 'object' },
    session: { 'x-secret': true, properties: { token: {} } },
    tags: { type: 'array' },
  },
});

it.each([
  ['the fields that the document names', { id: 'a', color: 'red' }, { id: 'a' }],
  ['those of an object too', { address: { city: 'Delft', planet: 'Earth' } }, { address: { city: 'Delft' } }],
  ['all of an object without named fields', { metadata: { tier: { gold: 1 } } }, { metadata: { tier: { gold: 1 } } }],
  ['lists as they are', { tags: ['a', 1] }, { tags: ['a', 1] }],
  ['no secrets', { id: 'a', session: { token: 'tkn' } }, { id: 'a' }],
  ['nothing that is null', { id: 'a', tags: null }, { id: 'a' }],
  ['nothing inherited', { id: 'a', constructor: 'x' }, { id: 'a' }],
  ['nothing when there is nothing', { color: 'red' }, undefined],
  ['nothing of a text', 'created', undefined],
  ['nothing of a list', [{ id: 'a' }], undefined],
])('keeps %s', (_what, record, kept) => {
  expect(details(record)).toEqual(kept);
});

it('leaves out what is too long together, and keeps the rest', () => {
  const long = (length: number) => ({ text: 'x'.repeat(length) });
  expect(details({ id: 'a', metadata: long(17_000), tags: ['b'] })).toEqual({ id: 'a', tags: ['b'] });
  expect(details({ id: 'a', metadata: long(10_000), tags: [long(10_000)] })).toEqual({
    id: 'a',
    metadata: long(10_000),
  });
});
