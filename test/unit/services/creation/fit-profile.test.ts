import { expect, test } from 'vitest';
import type { PreparedRequest } from '../../../../src/datasources/payment-data-source.js';
import type { CustomerProfile, InputPath } from '../../../../src/domain/customer.js';
import { fitProfile } from '../../../../src/services/creation/fit-profile.js';

/** A provider that refuses long metadata values, on both their key and their value, and names the phone in between. */
function prepare(profile: CustomerProfile): PreparedRequest {
  const paths: InputPath[] = (profile.metadata ?? []).flatMap(({ value }, index) =>
    value.length > 3
      ? [
          ['metadata', String(index)],
          ['metadata', String(index), 'value'],
        ]
      : [],
  );
  if (profile.phone) paths.splice(2, 0, ['phone']);
  const violations = paths.map((path) => ({ path, code: 'TOO_LONG', message: 'Too long.' }) as const);
  return { request: {}, body: {}, violations, notSent: [] } as unknown as PreparedRequest;
}

test('leaves out the entries that do not fit, and no others', () => {
  const entry = (key: string, value: string) => ({ key, value });
  const given = { metadata: [entry('given', 'ok')] };
  const merged = {
    phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' },
    metadata: [
      entry('given', 'ok'),
      entry('a', 'too long'),
      entry('b', 'ok'),
      entry('c', 'too long'),
      entry('d', 'ok'),
    ],
  };
  const { profile, violations, notSent } = fitProfile({ merged, given, withheld: [] }, prepare);
  expect(profile.metadata?.map(({ key }) => key)).toEqual(['given', 'b', 'd']);
  expect(violations).toEqual([]);
  expect(notSent).toEqual(expect.arrayContaining([['phone'], ['metadata']]));
});

test('what was given stays, as a violation', () => {
  const given = { metadata: [{ key: 'given', value: 'too long' }] };
  const { profile, violations } = fitProfile({ merged: given, given, withheld: [] }, prepare);
  expect(profile).toEqual(given);
  expect(violations).not.toEqual([]);
});
