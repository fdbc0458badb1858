import { describe, expect, it } from 'vitest';
import { checkGatewayList, gatewayNeeds, parseGateways } from '../../../../src/datasources/juspay/gateways.js';
import { juspay } from '../../../../src/datasources/juspay/index.js';
import type { CustomerProfile } from '../../../../src/domain/customer.js';
import { aRequest } from '../provider-support.js';

const phone = { e164: '+919988776655', countryCode: '91', nationalNumber: '9988776655' };
const email = 'ada@example.com';

const violations = (profile: CustomerProfile, configured?: string, options: Record<string, unknown> = {}) =>
  juspay.requirements?.(aRequest(profile, { options }), { GATEWAYS: configured });

it('is the table of 31 gateways: 16 need both, 7 an e-mail address, 8 a mobile number', () => {
  const count = (needs: string) =>
    Object.values(gatewayNeeds).filter((list) => [...list].sort().join() === needs).length;
  expect([Object.keys(gatewayNeeds).length, count('email,phone'), count('email'), count('phone')]).toEqual([
    31, 16, 7, 8,
  ]);
});

describe('the setting', () => {
  it('reads names in any case, with spaces', () => {
    expect(parseGateways(' payu, Hsbc  upi,,PAYPAL ')).toEqual(['PAYU', 'HSBC UPI', 'PAYPAL']);
  });
  it('is refused with a name that is no gateway', () => {
    const setting = juspay.settings.find(({ name }) => name === 'GATEWAYS');
    expect(setting?.check?.('PAYU,STRIPE')).toMatch(/^STRIPE: not among Juspay's gateways, which are RAZORPAY, /);
    expect(checkGatewayList('payu')).toBeUndefined();
    expect(checkGatewayList('constructor')).toMatch(/^CONSTRUCTOR/);
  });
});

describe('what the gateways need', () => {
  it('is nothing without gateways', () => {
    expect(violations({})).toEqual([]);
  });
  it('is nothing more once it is given', () => {
    expect(violations({ email, phone }, Object.keys(gatewayNeeds).join())).toEqual([]);
  });
  it('names the gateways', () => {
    expect(violations({}, 'paypal,billdesk,PAYU')).toEqual([
      { path: ['email'], code: 'REQUIRED', message: 'PAYPAL and PAYU need an e-mail address.' },
      { path: ['phone'], code: 'REQUIRED', message: 'BILLDESK and PAYU need a mobile number.' },
    ]);
  });
  it('follows the gateways of the call, an empty list included', () => {
    expect(violations({ phone }, 'BILLDESK', { gateways: ['payPal'] })).toEqual([
      { path: ['email'], code: 'REQUIRED', message: 'PAYPAL needs an e-mail address.' },
    ]);
    expect(violations({ phone }, 'PAYPAL', { gateways: [] })).toEqual([]);
    expect(violations({ phone }, 'PAYPAL', { gateways: null })).toHaveLength(1);
  });
  it('points to a name that is no gateway', () => {
    expect(violations({ phone }, '', { gateways: ['LYRA', 'toString'] })).toMatchObject([
      { path: ['providerOptions', 'juspay', 'gateways', '1'], code: 'INVALID_VALUE' },
      { path: ['email'], code: 'REQUIRED' },
    ]);
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
    expect(violations({}, '', { routingId })).toMatchObject(fine ? [] : [expected]);
  });
  it("blames the reference when it is the customer's own id", () => {
    const request = aRequest({}, { merchantCustomerId: 'kunde-äöü' });
    expect(juspay.requirements?.(request, {})).toMatchObject([{ path: ['reference'], code: 'INVALID_CHARACTERS' }]);
  });
});
