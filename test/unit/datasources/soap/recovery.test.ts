import { expect, it } from 'vitest';
import { readLookupBody } from '../../../../src/datasources/kit/lookup-reading.js';
import { soap } from '../../../../src/datasources/soap/definition.js';
import { recovery } from '../../../../src/datasources/soap/recovery.js';
import { aRequest } from '../provider-support.js';

const request = aRequest({ email: 'Jane@Example.com' });
const ours = { id: 'cus_ours', internal_id: 'customer-0001', email: 'jane@example.com' };
const theirs = { id: 'cus_theirs', internal_id: 'customer-7', email: 'JANE@example.com' };

it('searches by e-mail', () => {
  expect(recovery.lookup?.call(request)).toEqual({
    operationId: 'searchCustomers',
    query: { email: 'Jane@Example.com' },
  });
  expect(recovery.lookup?.call(aRequest())).toBeUndefined();
});

it.each([
  ['our own id', { results: [theirs, ours] }, { kind: 'ours', customer: { externalId: 'cus_ours' } }],
  ['another id', { results: [theirs] }, { kind: 'absent', otherExternalId: 'cus_theirs' }],
  ['no id of ours', { results: [{ ...theirs, internal_id: null }] }, { kind: 'absent', otherExternalId: 'cus_theirs' }],
  ['another e-mail', { results: [{ ...theirs, email: 'joan@example.com' }] }, { kind: 'absent' }],
  ['nobody', { results: [] }, { kind: 'absent' }],
  ['our own id and no readable one of theirs', { results: [{ ...ours, id: { value: 7 } }] }, { kind: 'inconclusive' }],
  ['somebody without an id', { results: [{ ...theirs, id: null }] }, { kind: 'inconclusive' }],
  ['no results', { error: 'later' }, { kind: 'inconclusive' }],
  ['no object', null, { kind: 'inconclusive' }],
])('reads an answer with %s', (_, body, expected) => {
  expect(readLookupBody(body, soap, request)).toMatchObject(expected);
});
