import { describe, expect, it } from 'vitest';
import type { CustomerProfile } from '../../../src/domain/customer.js';
import { differences, mergeProfiles } from '../../../src/domain/profile.js';
import { profilePlaces } from '../../../src/domain/profile-fields.js';
import { fullProfile } from '../../contract/provider-contract.js';

const stored: CustomerProfile = {
  reference: 'customer-1',
  firstName: 'Jane',
  phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' },
  address: { line1: '12 Example Street', city: 'Springfield', country: 'US' },
  metadata: [
    { key: 'plan', value: 'gold' },
    { key: 'since', value: '2020' },
  ],
};

describe('what was given, laid over what is stored', () => {
  const cases: [what: string, given: CustomerProfile, merged: CustomerProfile][] = [
    ['nothing', {}, stored],
    ['undefined is nothing', { firstName: undefined, address: undefined, metadata: undefined }, stored],
    ['another name', { firstName: 'Joan' }, { ...stored, firstName: 'Joan' }],
    ['something new', { company: 'Acme' }, { ...stored, company: 'Acme' }],
    [
      'one line of the address',
      { address: { city: 'Shelbyville', line1: undefined } },
      { ...stored, address: { line1: '12 Example Street', city: 'Shelbyville', country: 'US' } },
    ],
  ];
  it.each(cases)('%s', (_, given, merged) => {
    expect(mergeProfiles(stored, given)).toEqual(merged);
  });

  it('everything, whether it is stored or given', () => {
    expect(mergeProfiles(fullProfile, {})).toEqual(fullProfile);
    expect(mergeProfiles({}, fullProfile)).toEqual(fullProfile);
    expect(mergeProfiles(stored, fullProfile).address).toEqual(fullProfile.address);
  });

  it('an address where there was none, and none where there is none', () => {
    expect(mergeProfiles({}, { address: { city: 'Delft' } })).toEqual({ address: { city: 'Delft' } });
    expect(mergeProfiles({}, {})).toEqual({});
  });

  it('metadata by key, those given first, so that a violation names their position in the input', () => {
    const given = {
      metadata: [
        { key: 'tier', value: '1' },
        { key: 'since', value: '2021' },
      ],
    };
    expect(mergeProfiles(stored, given).metadata).toEqual([...given.metadata, { key: 'plan', value: 'gold' }]);
    expect(mergeProfiles({}, given).metadata).toEqual(given.metadata);
  });

  it('changes neither', () => {
    const before = JSON.stringify(stored);
    mergeProfiles(stored, { address: { city: 'Shelbyville' }, metadata: [{ key: 'plan', value: 'silver' }] });
    expect(JSON.stringify(stored)).toBe(before);
  });
});

describe('where they differ', () => {
  const cases: [what: string, given: CustomerProfile, paths: string[]][] = [
    ['nothing given', {}, []],
    ['all the same', stored, []],
    ['undefined', { firstName: undefined, phone: undefined, metadata: undefined }, []],
    ['another name', { firstName: 'Joan' }, ['firstName']],
    ['something new', { company: 'Acme', description: 'x' }, ['company', 'description']],
    [
      'lines of the address',
      { address: { line1: '12 Example Street', city: 'x', state: 'IL' } },
      ['address.city', 'address.state'],
    ],
    ['another phone', { phone: { e164: '+12025550144', countryCode: '1', nationalNumber: '2025550144' } }, ['phone']],
    ['some of the metadata', { metadata: [{ key: 'since', value: '2020' }] }, []],
    ['all of the metadata in another order', { metadata: [...(stored.metadata ?? [])].reverse() }, []],
    ['another value', { metadata: [{ key: 'plan', value: 'silver' }] }, ['metadata']],
    ['JSON of the same text', { metadata: [{ key: 'plan', value: 'gold', json: true }] }, ['metadata']],
    ['another key', { metadata: [{ key: 'tier', value: 'gold' }] }, ['metadata']],
  ];
  it.each(cases)('%s', (_, given, paths) => {
    expect(differences(stored, given).map((path) => path.join('.'))).toEqual(paths);
  });
  it('everything, where nothing is stored', () => {
    expect(differences({}, fullProfile)).toEqual(profilePlaces.map(({ path }) => path));
  });
});
