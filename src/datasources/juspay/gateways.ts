import type { CustomerProfile } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import { listed } from '../kit/wording.js';

/** What a gateway may need of a customer beyond what Juspay itself does; names are those of the input. */
type Need = 'email' | 'phone';

/** The table of Juspay's page "Create Customer API": what each gateway behind Juspay needs. */
export const gatewayNeeds: Readonly<Record<string, readonly Need[]>> = {
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

const inWords: Readonly<Record<Need, string>> = { email: 'an e-mail address', phone: 'a mobile number' };

/** Reads the `GATEWAYS` setting: names with commas between, in upper or lower case. */
export function parseGateways(list: string): readonly string[] {
  return list.split(',').map(toGatewayName).filter(Boolean);
}

/** What is wrong with the `GATEWAYS` setting; undefined when nothing is. */
export function checkGatewayList(list: string): string | undefined {
  const unknown = parseGateways(list).filter((name) => !isGateway(name));
  return unknown.length === 0 ? undefined : `${listed(unknown)}: not among Juspay's gateways, which are ${known()}.`;
}

/** A violation for each name, at its place in `providerOptions.juspay.gateways`, that is no gateway. */
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

/** A violation for each thing that some of these gateways need and the customer lacks; it names those gateways. */
export function gatewayRequirements(names: readonly string[], profile: CustomerProfile): readonly Violation[] {
  const gateways = [...new Set(names.map(toGatewayName))];
  return (['email', 'phone'] as const).flatMap((need) => {
    const needing = gateways.filter((name) => isGateway(name) && gatewayNeeds[name]?.includes(need));
    if (profile[need] !== undefined || needing.length === 0) return [];
    const verb = needing.length === 1 ? 'needs' : 'need';
    return [{ path: [need], code: 'REQUIRED', message: `${listed(needing)} ${verb} ${inWords[need]}.` }];
  });
}

const toGatewayName = (text: string): string => text.trim().replace(/\s+/g, ' ').toUpperCase();

const isGateway = (name: string): boolean => Object.hasOwn(gatewayNeeds, name);

const known = (): string => Object.keys(gatewayNeeds).join(', ');
