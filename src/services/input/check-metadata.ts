import type { MetadataEntry } from '../../domain/customer.js';
import { profileFields } from '../../domain/profile-fields.js';
import { isVisible } from '../../domain/text.js';
import { checkValue } from './check-json.js';
import { checkText } from './check-text.js';
import type { Complain } from './complain.js';
import type { CreateCustomerInput } from './create-customer-input.js';

/** The entries that are right, and where the caller's list has each of them. */
export interface CheckedMetadata {
  readonly entries?: readonly MetadataEntry[];
  readonly givenAt: readonly number[];
}

const { maxEntries, maxKeyLength, maxValueLength } = profileFields.metadata;

export function checkMetadata(given: CreateCustomerInput['metadata'], complain: Complain): CheckedMetadata {
  if (!given?.length) return { givenAt: [] };
  if (given.length > maxEntries) {
    complain(['metadata'], 'TOO_MANY', `At most ${maxEntries} entries; these are ${given.length}.`);
    return { givenAt: [] };
  }
  const entries: MetadataEntry[] = [];
  const givenAt: number[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of given.entries()) {
    const at = (part: keyof MetadataEntry) => ['metadata', String(index), part];
    const key = checkText(entry.key, at('key'), maxKeyLength, complain);
    const value = checkValue(entry, at, maxValueLength, complain);
    if (key === undefined || !isVisible(key)) {
      if (!isVisible(entry.key)) complain(at('key'), 'REQUIRED', 'Give the entry a key.');
    } else if (seen.has(key)) {
      complain(at('key'), 'DUPLICATE', 'Each key may stand in the metadata once.');
    } else {
      seen.add(key);
      // An entry whose value is wrong keeps its place; nothing is sent.
      entries.push({ key, value: '', ...value });
      givenAt.push(index);
    }
  }
  return { entries, givenAt };
}
