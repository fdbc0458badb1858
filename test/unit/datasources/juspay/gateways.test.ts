import { describe, expect, it } from 'vitest';
import { checkGatewayList, gatewayTable, parseGateways } from '../../../../src/datasources/juspay/gateways.js';

it('is the table of 31 gateways: 16 need both, 7 an e-mail address, 8 a mobile number', () => {
  const count = (needs: string) =>
    Object.values(gatewayTable).filter((list) => [...list].sort().join() === needs).length;
  expect([Object.keys(gatewayTable).length, count('email,phone'), count('email'), count('phone')]).toEqual([
    31, 16, 7, 8,
  ]);
});

describe('the setting', () => {
  it('reads names in any case, with spaces', () => {
    expect(parseGateways(' payu, Hsbc  upi,,PAYPAL ')).toEqual(['PAYU', 'HSBC UPI', 'PAYPAL']);
  });
  it('is refused with a name that is no gateway', () => {
    expect(checkGatewayList('PAYU,STRIPE')).toMatch(/^unknown: STRIPE\. Juspay's gateways are RAZORPAY, /);
    expect(checkGatewayList('payu')).toBeUndefined();
    expect(checkGatewayList('constructor')).toMatch(/^unknown: CONSTRUCTOR/);
  });
});
