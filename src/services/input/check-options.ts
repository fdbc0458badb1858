import type { InputPath } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import { checkValue, type GivenValue } from './check-json.js';
import { checkText, forbiddenInProse } from './check-text.js';
import { type Complain, collectViolations } from './complain.js';
import type { CreateCustomerInput } from './create-customer-input.js';

/** Of a text in `providerOptions`, in Unicode code points. */
export const maxOptionLength = 2000;
const maxOptionEntries = 100;

export interface CheckedOptions {
  readonly violations: readonly Violation[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Checks and normalises what `providerOptions` holds for one provider; other providers' options are ignored. Pure. */
export function checkOptions(all: CreateCustomerInput['providerOptions'], provider: string): CheckedOptions {
  const { violations, complain } = collectViolations();
  const name = provider.toLowerCase();
  const options = checkMembers(all?.[name] ?? {}, ['providerOptions', name], complain);
  return { violations, options };
}

const checkMembers = (members: object, path: InputPath, complain: Complain): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, checkOption(member, [...path, name], complain)]),
  );

/** What options mean is for the provider to say; here their texts are treated like all others. */
function checkOption(value: unknown, path: InputPath, complain: Complain): unknown {
  if (typeof value === 'string') return checkText(value, path, maxOptionLength, complain, forbiddenInProse) ?? '';
  if (typeof value !== 'object' || value === null) return value;
  if ('key' in value && 'json' in value) {
    const stored = checkValue(value as GivenValue, (part) => [...path, part], maxOptionLength, complain);
    return { key: checkOption(value.key, [...path, 'key'], complain), value: '', ...stored };
  }
  if (!Array.isArray(value)) return checkMembers(value, path, complain);
  if (value.length > maxOptionEntries) {
    return complain(path, 'TOO_MANY', `At most ${maxOptionEntries} entries; these are ${value.length}.`);
  }
  return value.map((member, index) => checkOption(member, [...path, String(index)], complain));
}
