import { describe, expect, it } from 'vitest';
import { headers, routingViolations } from '../../../../src/datasources/juspay/routing.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { aRequest } from '../provider-support.js';

const settings = { API_KEY: 'key', MERCHANT_ID: 'acme' };

describe('headers', () => {
  it("hold the merchant's id, and the customer's own id for routing", () => {
    expect(headers(aRequest(), settings)).toEqual({ 'x-merchantid': 'acme', 'x-routing-id': 'customer-0001' });
  });

  it('hold the routing id of the call when there is one', () => {
    const request = aRequest({}, { options: { routingId: 'order-7' } });
    expect(headers(request, settings)).toMatchObject({ 'x-routing-id': 'order-7' });
  });

  it('are those that the document declares', () => {
    for (const operation of loadDocument('juspay').operations.values()) {
      const declared = operation.parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
      expect(declared.map((parameter) => parameter.name)).toEqual(Object.keys(headers(aRequest(), settings)));
    }
  });
});

describe('the routing id', () => {
  const cases: [id: string, fine: boolean][] = [
    ['customer-1', true],
    ['a b', true],
    ['x', true],
    ['kunde-ä', false],
    ['a\r\nb', false],
    [' a', false],
  ];
  it.each(cases)('%j', (routingId, fine) => {
    const expected = { path: ['providerOptions', 'juspay', 'routingId'], code: 'INVALID_CHARACTERS' };
    const violations = routingViolations(aRequest({}, { options: { routingId } }));
    expect(violations).toMatchObject(fine ? [] : [expected]);
  });

  it("blames the reference when it is the customer's own id", () => {
    const request = aRequest({}, { merchantCustomerId: 'kunde-äöü' });
    expect(routingViolations(request)).toMatchObject([{ path: ['reference'], code: 'INVALID_CHARACTERS' }]);
  });
});
