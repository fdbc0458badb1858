import { expect, it } from 'vitest';
import { routingIdPath, withRoutingId } from '../../../../src/datasources/kit/routing-id.js';
import { aRequest } from '../provider-support.js';

const routing = { name: 'ACME', routingIdOption: 'route' };

it.each([
  ['that on record', { routingId: 'kept', options: { route: 'given' } }, 'kept'],
  ["else the caller's", { options: { route: 'given' } }, 'given'],
  ['else our own id', {}, 'customer-0001'],
  ['an empty text is none', { options: { route: '' } }, 'customer-0001'],
])('the routing id is %s', (_, over, expected) => {
  expect(withRoutingId(aRequest({}, over), routing)).toEqual(aRequest({}, { ...over, routingId: expected }));
});

it('a provider that wants none gets none', () => {
  const request = aRequest({}, { options: { route: 'given' } });
  expect(withRoutingId(request, { name: 'ACME' })).toEqual(request);
});

it('is given in the options of the provider', () => {
  expect(routingIdPath(routing)).toEqual(['providerOptions', 'acme', 'route']);
  expect(routingIdPath({ name: 'ACME' })).toBeUndefined();
});
