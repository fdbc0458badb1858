import type { CustomerProfile } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import { listed } from '../kit/wording.js';

/** An input that a gateway may require and Juspay itself does not. */
type Requirement = 'email' | 'phone';

/** What each gateway behind Juspay requires: the table on Juspay's page "Create Customer API". */
export const gatewayTable: Readonly<Record<string, readonly Requirement[]>> = {
  RAZORPAY: ['phone', 'email'],
  EASEBUZZ: ['phone', 'email'],
  PAYU: ['phone', 'email'],
  BILLDESK: ['phone'],
  CASHFREE: ['phone', 'email'],
  TPSL: ['phone', 'email'],
  OLAAPP: ['phone', 'email'],
  PAYTM: ['phone', 'email'],
  SIMPL: ['phone', 'email'],
  PAYPAL: ['email'],
  'HSBC UPI': ['phone'],
  LAZYPAY: ['phone'],
  LOANTAP: ['phone'],
  PAYFORT: ['email'],
  CYBERSOURCE: ['email', 'phone'],
  FREECHARGEWALLET: ['email'],
  MORPHEUS: ['email', 'phone'],
  ZAAKPAY: ['email', 'phone'],
  AUTHORIZEDOTNET: ['email'],
  BHARATX: ['phone'],
  GOKWIK: ['phone'],
  GPAYIMF: ['email'],
  HYPERPAY: ['email'],
  HYPERPG: ['phone'],
  IFG: ['email'],
  LYRA: ['email', 'phone'],
  M2P: ['email', 'phone'],
  ONEPAY: ['email', 'phone'],
  PAYMOB: ['email', 'phone'],
  SHOPSE: ['phone'],
  TAPPAY: ['email', 'phone'],
};

const inWords: Readonly<Record<Requirement, string>> = { email: 'an e-mail address', phone: 'a mobile number' };

/** Reads the `GATEWAYS` setting: comma-separated names, in upper or lower case. */
export function parseGateways(list: string): readonly string[] {
  return list.split(',').map(toGatewayName).filter(Boolean);
}

/** What is wrong with the `GATEWAYS` setting; undefined when nothing is. */
export function checkGatewayList(list: string): string | undefined {
  const unknown = parseGateways(list).filter((name) => !isGateway(name));
  return unknown.length === 0 ? undefined : `unknown: ${listed(unknown)}. Juspay's gateways are ${known()}.`;
}

/** A violation for each name in `providerOptions.juspay.gateways` that is not a gateway. */
export function unknownGateways(names: readonly string[]): readonly Violation[] {
  return names.flatMap((name, index) =>
    isGateway(toGatewayName(name))
      ? []
      : [
          {
            path: ['providerOptions', 'juspay', 'gateways', String(index)],
            code: 'INVALID_VALUE',
            message: `Must be one of Juspay's gateways: ${known()}.`,
          },
        ],
  );
}

/** A violation for each input that is missing and that some of these gateways require; it names those gateways. */
export function gatewayRequirements(names: readonly string[], profile: CustomerProfile): readonly Violation[] {
  const gateways = [...new Set(names.map(toGatewayName))];
  return (['email', 'phone'] as const).flatMap((input) => {
    const requiring = gateways.filter((name) => isGateway(name) && gatewayTable[name]?.includes(input));
    if (profile[input] !== undefined || requiring.length === 0) return [];
    const verb = requiring.length === 1 ? 'requires' : 'require';
    return [{ path: [input], code: 'REQUIRED', message: `${listed(requiring)} ${verb} ${inWords[input]}.` }];
  });
}

const toGatewayName = (text: string): string => text.trim().replace(/\s+/g, ' ').toUpperCase();

const isGateway = (name: string): boolean => Object.hasOwn(gatewayTable, name);

const known = (): string => Object.keys(gatewayTable).join(', ');
