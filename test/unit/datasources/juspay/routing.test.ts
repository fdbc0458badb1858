import { describe, expect, it } from 'vitest';
import { headers, routingIdOption, routingViolations } from '../../../../src/datasources/juspay/routing.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { aRequest } from '../provider-support.js';

const settings = { API_KEY: 'key', MERCHANT_ID: 'acme' };

describe('headers', () => {
  const request = aRequest({}, { routingId: 'order-7' });

  it("hold the merchant's id and the routing id", () => {
    expect(headers(request, settings)).toEqual({ 'x-merchantid': 'acme', 'x-routing-id': 'order-7' });
  });

  it('are those that the document declares', () => {
    for (const operation of loadDocument('juspay').operations.values()) {
      const declared = operation.parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
      expect(declared.map((parameter) => parameter.name)).toEqual(Object.keys(headers(request, settings)));
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
    ['', false],
  ];
  it.each(cases)('%j', (routingId, fine) => {
    const expected = { path: ['providerOptions', 'juspay', 'routingId'], code: 'INVALID_CHARACTERS' };
    const violations = routingViolations(aRequest({}, { routingId, options: { [routingIdOption]: routingId || 'x' } }));
    expect(violations).toMatchObject(fine ? [] : [expected]);
  });

  it("blames the reference when it is the customer's own id", () => {
    const request = aRequest({}, { merchantCustomerId: 'kunde-äöü', routingId: 'kunde-äöü' });
    expect(routingViolations(request)).toMatchObject([{ path: ['reference'], code: 'INVALID_CHARACTERS' }]);
  });
});
