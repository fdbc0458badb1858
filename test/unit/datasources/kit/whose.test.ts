import { expect, it } from 'vitest';
import { type Whose, whoseIs } from '../../../../src/datasources/kit/whose.js';
import { aRequest } from '../provider-support.js';

const definition = { ownIdAt: [['own_id'], ['data', 'own_id']] };
const request = aRequest({}, { merchantCustomerId: '1042' });

it.each<[record: unknown, Whose]>([
  [{ own_id: '1042' }, 'ours'],
  [{ data: { own_id: '1042' } }, 'ours'],
  [{ own_id: 1042 }, 'ours'],
  [{ own_id: '10420' }, 'somebody-else'],
  [{ own_id: '104' }, 'somebody-else'],
  [{ own_id: '01042' }, 'somebody-else'],
  [{ own_id: ' 1042' }, 'somebody-else'],
  [{ own_id: '', data: { own_id: '7' } }, 'somebody-else'],
  [{ own_id: null }, 'not-shown'],
  [{}, 'not-shown'],
  [null, 'not-shown'],
  [{ own_id: 42 }, 'unclear'],
  [{ own_id: {} }, 'unclear'],
  [{ own_id: ['1042'] }, 'unclear'],
])('%j is %s', (record, whose) => {
  expect(whoseIs(record, undefined, definition, request)).toBe(whose);
});

it("is somebody else's when its reader says so", () => {
  const customer = { externalId: 'cus_1', origin: 'somebody-else' } as const;
  expect(whoseIs({ own_id: '1042' }, customer, definition, request)).toBe('somebody-else');
});

it('shows nothing where the provider stores no id of ours', () => {
  expect(whoseIs({ own_id: '7' }, undefined, {}, request)).toBe('not-shown');
});
