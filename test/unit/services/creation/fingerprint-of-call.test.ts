import { describe, expect, it } from 'vitest';
import { fingerprintOfCall } from '../../../../src/services/creation/requested-creation.js';
import { checkInput } from '../../../../src/services/input/check-input.js';
import type { CreateCustomerInput } from '../../../../src/services/input/create-customer-input.js';

const input: CreateCustomerInput = {
  firstName: 'Asha',
  email: 'asha@example.com',
  phone: '+12025550143',
  idempotencyKey: 'k',
  providerOptions: { xpay: { metadata: [{ key: 'a', value: 'b' }] }, juspay: null },
};
const fingerprint = (
  given: CreateCustomerInput,
  { country, account = 'default' }: { country?: string; account?: string } = {},
) => fingerprintOfCall(given, checkInput(given, { phoneCountry: country }), account);
const own = fingerprint(input);

describe('the fingerprint of a call for several providers', () => {
  it.each<[string, CreateCustomerInput]>([
    ['spaces', { ...input, firstName: ' Asha ', idempotencyKey: ' k' }],
    ['another way to write the phone number', { ...input, phone: '(202) 555-0143', phoneCountry: 'US' }],
    ['what is empty', { ...input, lastName: '', address: {}, metadata: [], requestClientToken: false }],
    ['options of a provider that say nothing', { ...input, providerOptions: { ...input.providerOptions, soap: {} } }],
    [
      'an option that is null',
      { ...input, providerOptions: { xpay: { ...input.providerOptions?.xpay, other: null }, juspay: { a: null } } },
    ],
    [
      'another order of the options',
      { ...input, providerOptions: { juspay: null, xpay: input.providerOptions?.xpay } },
    ],
  ])('does not depend on %s', (_, given) => {
    expect(fingerprint(given)).toBe(own);
  });

  it.each<[string, CreateCustomerInput]>([
    ['the profile', { ...input, email: 'other@example.com' }],
    ['the unified customer', { ...input, customerId: '0192f0c1-0000-7000-8000-000000000001' }],
    ['the reference', { ...input, reference: 'r' }],
    ['an option', { ...input, providerOptions: { xpay: { metadata: [{ key: 'a', value: 'c' }] } } }],
    ['whether a client token is asked for', { ...input, requestClientToken: true }],
  ])('depends on %s', (_, given) => {
    expect(fingerprint(given)).not.toBe(own);
  });

  it('depends on the account', () => {
    expect(fingerprint(input, { account: 'other' })).not.toBe(own);
  });

  it('depends on the phone number as it was given where each provider takes it for one of another country', () => {
    const [one, same, other] = ['202-555-0143', ' (202) 5550143', '202-555-0144'].map((phone) => ({ ...input, phone }));
    expect(fingerprint(one as CreateCustomerInput)).toBe(fingerprint(same as CreateCustomerInput));
    expect(fingerprint(one as CreateCustomerInput)).not.toBe(fingerprint(other as CreateCustomerInput));
    expect(fingerprint(one as CreateCustomerInput, { country: 'US' })).toBe(own);
  });
});
