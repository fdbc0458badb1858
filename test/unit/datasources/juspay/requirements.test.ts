import { describe, expect, it } from 'vitest';
import { gatewayTable } from '../../../../src/datasources/juspay/gateways.js';
import { requirements } from '../../../../src/datasources/juspay/requirements.js';
import type { CustomerProfile } from '../../../../src/domain/customer.js';
import { aRequest } from '../provider-support.js';

const phone = { e164: '+919988776655', countryCode: '91', nationalNumber: '9988776655' };
const email = 'ada@example.com';

const violations = (profile: CustomerProfile, configured?: string, options: Record<string, unknown> = {}) =>
  requirements(aRequest(profile, { options }), { GATEWAYS: configured });

describe('what the gateways need', () => {
  it('is nothing without gateways', () => {
    expect(violations({})).toEqual([]);
  });
  it('is nothing more once it is given', () => {
    expect(violations({ email, phone }, Object.keys(gatewayTable).join())).toEqual([]);
  });
  it('names the gateways', () => {
    expect(violations({}, 'paypal,billdesk,PAYU')).toEqual([
      { path: ['email'], code: 'REQUIRED', message: 'PAYPAL and PAYU require an e-mail address.' },
      { path: ['phone'], code: 'REQUIRED', message: 'BILLDESK and PAYU require a mobile number.' },
    ]);
  });
  it('follows the gateways of the call, an empty list included', () => {
    expect(violations({ phone }, 'BILLDESK', { gateways: ['payPal'] })).toEqual([
      { path: ['email'], code: 'REQUIRED', message: 'PAYPAL requires an e-mail address.' },
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

it('include those of the routing header', () => {
  const request = aRequest({}, { routingId: 'kunde-ä' });
  expect(requirements(request, {})).toMatchObject([{ code: 'INVALID_CHARACTERS' }]);
});
