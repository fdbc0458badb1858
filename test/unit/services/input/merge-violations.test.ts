import { expect, it } from 'vitest';
import type { Violation, ViolationCode } from '../../../../src/domain/violation.js';
import { mergeViolations } from '../../../../src/services/input/merge-violations.js';

const violation = (path: string, code: ViolationCode = 'INVALID_VALUE', alternatives?: string[]): Violation => ({
  path: path.split('.').filter(Boolean),
  code,
  message: `${path} is wrong.`,
  ...(alternatives && { alternatives: alternatives.map((place) => place.split('.')) }),
});
const said = (own: Violation[], byProvider: Violation[], metadataAt: number[] = [0, 1, 2, 3]) =>
  mergeViolations(own, byProvider, metadataAt).map(({ path, code }) => `${path.join('.')} ${code}`);

it.each<[what: string, own: Violation[], byProvider: Violation[], left: string[]]>([
  ['the same place', [violation('email')], [violation('email', 'TOO_LONG')], []],
  ['a place inside', [violation('metadata', 'TOO_MANY')], [violation('metadata.0.key', 'TOO_LONG')], []],
  ['what is missing around it', [violation('address.country')], [violation('address', 'REQUIRED')], []],
  [
    'what was given, though wrong',
    [violation('email')],
    [violation('firstName', 'REQUIRED', ['firstName', 'email'])],
    [],
  ],
  ['a phone without its country', [violation('phoneCountry')], [violation('phone', 'REQUIRED')], []],
  ['what an unknown customer may have', [violation('customerId')], [violation('lastName', 'REQUIRED')], []],
])('the provider adds nothing about %s', (_, own, byProvider, left) => {
  expect(said(own, byProvider).slice(own.length)).toEqual(left);
});

it.each<[what: string, own: Violation[], byProvider: Violation[]]>([
  ['a neighbour', [violation('address.country')], [violation('address.state', 'TOO_LONG')]],
  ['another entry', [violation('metadata.1.key')], [violation('metadata.0.value', 'TOO_LONG')]],
  ['the whole of something', [violation('metadata.1.key')], [violation('metadata', 'TOO_MANY')]],
  ['no place at all', [violation('email')], [violation('', 'REQUIRED')]],
  ['what is missing elsewhere', [violation('email')], [violation('lastName', 'REQUIRED', ['lastName'])]],
  ['what is wrong although the customer is unknown', [violation('customerId')], [violation('email', 'TOO_LONG')]],
])('the provider is heard about %s', (_, own, byProvider) => {
  expect(said(own, byProvider)).toEqual([...own, ...byProvider].map(({ path, code }) => `${path.join('.')} ${code}`));
});

it("names an entry of the metadata by its place in the caller's list, and a stored one by none", () => {
  const byProvider = [violation('metadata.1.value', 'TOO_LONG'), violation('metadata.2.key', 'TOO_LONG')];
  expect(said([], byProvider, [0, 4])).toEqual(['metadata.4.value TOO_LONG', 'metadata TOO_LONG']);
});
