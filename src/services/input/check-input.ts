import countries from 'i18n-iso-countries';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { validate as isUuid } from 'uuid';
import type { Address, CustomerProfile, InputPath, MetadataEntry, Phone } from '../../domain/customer.js';
import { emailForm, normalText } from '../../domain/text.js';
import type { Violation, ViolationCode } from '../../domain/violation.js';
import type { CreateCustomerInput } from './create-customer-input.js';

/** An input checked on its own, whichever provider it goes to. */
export interface CheckedInput {
  /** All that is wrong; what they complain of is left out of the rest. */
  readonly violations: readonly Violation[];
  readonly customerId?: string;
  readonly idempotencyKey?: string;
  readonly profile: CustomerProfile;
  /** Where the input's list has each entry of the profile's metadata. */
  readonly metadataAt: readonly number[];
}

/**
 * Longest texts, in Unicode code points. They bound what is stored; a provider's own limits, where narrower, come from
 * its document. 254 for an e-mail address: RFC 5321, section 4.5.3.1.3.
 */
export const longestTexts = {
  reference: 255,
  firstName: 255,
  lastName: 255,
  email: 254,
  phone: 32,
  company: 255,
  dateOfBirth: 10,
  description: 1000,
  idempotencyKey: 255,
  'address.line1': 255,
  'address.line2': 255,
  'address.line3': 255,
  'address.city': 255,
  'address.state': 255,
  'address.postalCode': 32,
  'address.country': 2,
} as const;
/** Of a text in `providerOptions`. */
export const longestOption = 2000;
export const longestMetadata = { entries: 100, key: 255, value: 2000 } as const;

/** What an input with a form of its own has to be like. */
export const rightForms = {
  email: 'Write the e-mail address as name@example.com.',
  dateOfBirth: 'Write a date of the calendar as YYYY-MM-DD.',
  country: 'Give the country as its two-letter ISO 3166-1 code, such as US.',
} as const;

/** Line breaks and tabs are text only where text runs over several lines. */
const forbidden = /[\p{Cc}\p{Cs}]/u;
const forbiddenInProse = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** What has a form of its own is told of its form, not of its length, unless it is far beyond any. */
const formed: readonly (keyof typeof longestTexts)[] = ['dateOfBirth', 'address.country'];
const limitOf = (key: keyof typeof longestTexts) => (formed.includes(key) ? 64 : longestTexts[key]);

type Complain = (path: InputPath, code: ViolationCode, message: string) => undefined;

/** Checks and normalises an input, but for `providerOptions`. Pure. `today`: `YYYY-MM-DD`, UTC. */
export function checkInput(
  input: CreateCustomerInput,
  today: string = new Date().toISOString().slice(0, 10),
): CheckedInput {
  const violations: Violation[] = [];
  const complain: Complain = (path, code, message) => {
    violations.push({ path, code, message });
    return undefined;
  };
  const text = (key: keyof typeof longestTexts, value: string | null | undefined) =>
    checkText(value, key.split('.'), limitOf(key), complain, key === 'description' ? forbiddenInProse : forbidden);

  const person: CustomerProfile = {
    reference: text('reference', input.reference),
    firstName: text('firstName', input.firstName),
    lastName: text('lastName', input.lastName),
    email: checkEmail(text('email', input.email), complain),
    phone: checkPhone(text('phone', input.phone), input.phoneCountry, complain),
    company: text('company', input.company),
    dateOfBirth: checkDateOfBirth(text('dateOfBirth', input.dateOfBirth), today, complain),
    description: text('description', input.description),
    address: checkAddress(input.address, text, complain),
  };
  const metadata = checkMetadata(input.metadata, complain);
  const customerId = checkCustomerId(input.customerId, complain);
  const idempotencyKey = text('idempotencyKey', input.idempotencyKey);
  return {
    violations,
    customerId,
    idempotencyKey,
    profile: { ...person, metadata: metadata?.map(({ key, value }) => ({ key, value })) },
    metadataAt: metadata?.map(({ index }) => index) ?? [],
  };
}

function checkCustomerId(id: string | null | undefined, complain: Complain): string | undefined {
  const trimmed = id?.trim().toLowerCase();
  if (!trimmed || isUuid(trimmed)) return trimmed || undefined;
  return complain(['customerId'], 'INVALID_FORMAT', 'A customer id is a UUID, as `createCustomer` returned it.');
}

/** In code points, of which a text has at least half as many as UTF-16 units: only a doubtful one is counted. */
const lengthUpTo = (limit: number, text: string): number =>
  text.length > limit && text.length <= 2 * limit ? [...text].length : text.length;

/** Trimmed and in Unicode normal form C; undefined when there is nothing in it, or when it is wrong. */
function checkText(
  value: string | null | undefined,
  path: InputPath,
  limit: number,
  complain: Complain,
  pattern = forbidden,
): string | undefined {
  const text = value === undefined || value === null ? undefined : normalText(value);
  if (!text) return undefined;
  const length = lengthUpTo(limit, text);
  if (length > limit) return complain(path, 'TOO_LONG', `At most ${limit} characters; these are ${length}.`);
  if (pattern.test(text)) return complain(path, 'INVALID_CHARACTERS', 'Leave out control characters.');
  return text;
}

function checkEmail(email: string | undefined, complain: Complain): string | undefined {
  if (email === undefined || emailForm.test(email)) return email;
  return complain(['email'], 'INVALID_FORMAT', rightForms.email);
}

function checkPhone(
  phone: string | undefined,
  country: string | null | undefined,
  complain: Complain,
): Phone | undefined {
  const region = country?.trim() ? toCountryCode(country) : undefined;
  if (region !== undefined && !isSupportedCountry(region)) {
    return complain(['phoneCountry'], 'INVALID_VALUE', rightForms.country);
  }
  if (phone === undefined) return undefined;
  if (!region && !phone.startsWith('+')) {
    return complain(
      ['phone'],
      'INVALID_FORMAT',
      'Write the number with + and country code, such as +12025550143, or give phoneCountry.',
    );
  }
  return (
    toPhone(phone, region) ??
    complain(
      ['phone'],
      'INVALID_FORMAT',
      'Write one possible telephone number, without extension, such as +12025550143.',
    )
  );
}

/** Takes a number apart; undefined when no number can look like that (ITU-T E.164 lengths by country). */
export function toPhone(phone: string, region?: string): Phone | undefined {
  const parsed = parsePhoneNumberFromString(phone, {
    defaultCountry: region && isSupportedCountry(region) ? region : undefined,
    extract: false,
  });
  // E.164 has no extensions, and no provider takes them: a number with one would lose it in silence.
  if (!parsed?.isPossible() || parsed.ext !== undefined) return undefined;
  return { e164: parsed.number, countryCode: parsed.countryCallingCode, nationalNumber: parsed.nationalNumber };
}

function checkDateOfBirth(date: string | undefined, today: string, complain: Complain): string | undefined {
  if (date === undefined) return undefined;
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined;
  const exists = parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  if (!exists) return complain(['dateOfBirth'], 'INVALID_FORMAT', rightForms.dateOfBirth);
  if (date > today || date < '1875-01-01') {
    return complain(['dateOfBirth'], 'INVALID_VALUE', 'A date of birth lies in the past, and within a lifetime.');
  }
  return date;
}

function checkAddress(
  address: CreateCustomerInput['address'],
  text: (key: keyof typeof longestTexts, value: string | null | undefined) => string | undefined,
  complain: Complain,
): Address | undefined {
  if (!address) return undefined;
  const checked: Address = {
    line1: text('address.line1', address.line1),
    line2: text('address.line2', address.line2),
    line3: text('address.line3', address.line3),
    city: text('address.city', address.city),
    state: text('address.state', address.state),
    postalCode: text('address.postalCode', address.postalCode),
    country: checkCountry(text('address.country', address.country), complain),
  };
  return Object.values(checked).some((line) => line !== undefined) ? checked : undefined;
}

function checkCountry(country: string | undefined, complain: Complain): string | undefined {
  if (country === undefined) return undefined;
  const code = toCountryCode(country);
  if (isAssigned(code)) return code;
  return complain(['address', 'country'], 'INVALID_VALUE', rightForms.country);
}

/** `XK` is in use for Kosovo, but left to users: ISO 3166-1 does not assign it. */
const isAssigned = (code: string): boolean => code !== 'XK' && code in countries.getAlpha2Codes();

/** Checks and normalises what `providerOptions` holds for one provider; other providers' options are ignored. Pure. */
export function checkOptions(all: CreateCustomerInput['providerOptions'], provider: string) {
  const violations: Violation[] = [];
  const name = provider.toLowerCase();
  const options = checkOption(all?.[name] ?? {}, ['providerOptions', name], (path, code, message) => {
    violations.push({ path, code, message });
    return undefined;
  });
  return { violations, options: options as Readonly<Record<string, unknown>> };
}

/** What options mean is for the provider to say; here their texts are treated like all others. */
function checkOption(value: unknown, path: InputPath, complain: Complain): unknown {
  if (typeof value === 'string') return checkText(value, path, longestOption, complain, forbiddenInProse) ?? '';
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, checkOption(member, [...path, name], complain)]),
    );
  }
  if (value.length > longestMetadata.entries) {
    return complain(path, 'TOO_MANY', `At most ${longestMetadata.entries} entries; these are ${value.length}.`);
  }
  return value.map((member, index) => checkOption(member, [...path, String(index)], complain));
}

/** Only letters that have no longer capitals: `ß` would become South Sudan. Empty when it is not two of those. */
function toCountryCode(text: string): string {
  const trimmed = text.trim();
  return /^[A-Za-z]{2}$/.test(trimmed) ? trimmed.toUpperCase() : '';
}

/** An entry, and where the caller's list has it. */
type PlacedEntry = MetadataEntry & { readonly index: number };

function checkMetadata(entries: CreateCustomerInput['metadata'], complain: Complain): PlacedEntry[] | undefined {
  if (!entries?.length) return undefined;
  if (entries.length > longestMetadata.entries) {
    return complain(
      ['metadata'],
      'TOO_MANY',
      `At most ${longestMetadata.entries} entries; these are ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const at = (part: 'key' | 'value') => ['metadata', String(index), part];
    const key = checkText(entry.key, at('key'), longestMetadata.key, complain);
    const value = checkText(entry.value, at('value'), longestMetadata.value, complain, forbiddenInProse) ?? '';
    if (key === undefined) {
      if (entry.key.trim() === '') complain(at('key'), 'REQUIRED', 'Give the entry a key.');
      return [];
    }
    if (seen.has(key)) {
      complain(at('key'), 'DUPLICATE', 'Each key may stand in the metadata once.');
      return [];
    }
    seen.add(key);
    return [{ key, value, index }];
  });
}
