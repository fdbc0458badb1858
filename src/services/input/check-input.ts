import { validate as isUuid } from 'uuid';
import type { Address, CustomerProfile, InputPath } from '../../domain/customer.js';
import { valueAtPath } from '../../domain/profile.js';
import {
  addressLineNames,
  addressLines,
  type Mutable,
  profileFieldNames,
  profileFields,
  profilePlaces,
} from '../../domain/profile-fields.js';
import { isVisible, normalId } from '../../domain/text.js';
import type { Violation } from '../../domain/violation.js';
import { checkMetadata } from './check-metadata.js';
import { checkPhone } from './check-phone.js';
import { checkText, checkTextField } from './check-text.js';
import { type Complain, collectViolations } from './complain.js';
import type { CreateCustomerInput } from './create-customer-input.js';

/** An input checked on its own, whichever provider it goes to. */
export interface CheckedInput {
  /** All that is wrong; what they complain of is left out of the rest. */
  readonly violations: readonly Violation[];
  readonly customerId?: string;
  readonly idempotencyKey?: string;
  readonly profile: CustomerProfile;
  /** Values that the caller left empty on purpose, with `null` or an empty text: this provider is not to get them. */
  readonly withheld: readonly InputPath[];
  /** Where the input's list has each entry of the profile's metadata. */
  readonly metadataAt: readonly number[];
}

const maxIdempotencyKeyLength = 255;

/** What a check depends on besides the input. */
export interface CheckContext {
  /** Country of a telephone number without one: ISO 3166-1 alpha-2, one that numbering plans know. */
  readonly phoneCountry?: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly today?: string;
}

/** Checks and normalises an input, but for `providerOptions`. Pure when it is told the day. */
export function checkInput(
  input: CreateCustomerInput,
  { phoneCountry, today = new Date().toISOString().slice(0, 10) }: CheckContext = {},
): CheckedInput {
  const { violations, complain } = collectViolations();
  let metadataAt: readonly number[] = [];
  const profile: Mutable<CustomerProfile> = {};
  for (const name of profileFieldNames) {
    switch (name) {
      case 'phone':
        profile.phone = checkPhone(input.phone, input.phoneCountry, phoneCountry, complain);
        break;
      case 'address':
        profile.address = checkAddress(input.address, complain, today);
        break;
      case 'metadata': {
        const { entries, givenAt } = checkMetadata(input.metadata, complain);
        profile.metadata = entries;
        metadataAt = givenAt;
        break;
      }
      default:
        profile[name] = checkTextField(input[name], [name], profileFields[name], complain, today);
    }
  }
  return {
    violations,
    customerId: checkCustomerId(input.customerId, complain),
    idempotencyKey: checkKey(input.idempotencyKey, complain),
    profile,
    withheld: profilePlaces.map(({ path }) => path).filter((path) => isWithheld(input, path)),
    metadataAt,
  };
}

/** A reference belongs to the customer and not to a provider, so it cannot be withheld. */
function isWithheld(input: CreateCustomerInput, [name, line]: InputPath): boolean {
  if (name === 'reference') return false;
  const value: unknown = input[name as keyof CustomerProfile];
  const found = line === undefined || value === null || value === undefined ? value : valueAtPath(value, [line]);
  if (Array.isArray(found)) return found.length === 0;
  return found === null || (typeof found === 'string' && !isVisible(found));
}

/** One key, however often it was given. */
function checkKey(given: CreateCustomerInput['idempotencyKey'], complain: Complain): string | undefined {
  const [first, ...others] = new Set([given ?? []].flat().map(normalId).filter(Boolean));
  if (others.length > 0) {
    return complain(['idempotencyKey'], 'CONFLICT', 'The header Idempotency-Key has several values: send one.');
  }
  return checkText(first, ['idempotencyKey'], maxIdempotencyKeyLength, complain);
}

function checkCustomerId(id: string | null | undefined, complain: Complain): string | undefined {
  const trimmed = id && normalId(id).toLowerCase();
  if (!trimmed || isUuid(trimmed)) return trimmed || undefined;
  return complain(['customerId'], 'INVALID_FORMAT', 'A customer id is a UUID, as `createCustomer` returned it.');
}

function checkAddress(given: CreateCustomerInput['address'], complain: Complain, today: string): Address | undefined {
  if (!given) return undefined;
  const address: Mutable<Address> = {};
  for (const line of addressLineNames) {
    address[line] = checkTextField(given[line], ['address', line], addressLines[line], complain, today);
  }
  return Object.values(address).some((line) => line !== undefined) ? address : undefined;
}
