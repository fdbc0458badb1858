import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpSender } from '../../../../src/datasources/http/http-client.js';
import type { HttpOutcome } from '../../../../src/datasources/http/outcome.js';
import { juspay } from '../../../../src/datasources/juspay/definition.js';
import { type CompiledProvider, compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { createDataSource } from '../../../../src/datasources/kit/data-source.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import type { PaymentDataSource } from '../../../../src/datasources/payment-data-source.js';
import type { Lookup } from '../../../../src/datasources/provider-definition.js';
import { aRequest } from '../provider-support.js';

const compiled = compileProvider(juspay, loadDocument(juspay.document));
const request = aRequest({ phone: { e164: '+919988776655', countryCode: '91', nationalNumber: '9988776655' } });

/** A data source whose calls end in these outcomes, one after the other. */
function sourceOf(provider: CompiledProvider, ...outcomes: HttpOutcome[]): PaymentDataSource & { sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const client: HttpSender = {
    async send(call) {
      sent.push(call);
      return outcomes[sent.length - 1] ?? { kind: 'unknown', reason: 'nothing more', sendings: 1 };
    },
    close: async () => undefined,
  };
  const settings = { API_KEY: 'key', MERCHANT_ID: 'acme' };
  const account = { name: 'eu', mode: 'TEST', merchant: 'acme', settings, timeoutMs: 500, client } as const;
  return Object.assign(createDataSource(provider, account), { sent });
}

const sourceWith = (...outcomes: HttpOutcome[]) => sourceOf(compiled, ...outcomes);

const answered = (status: number, body: unknown, earlierUnknown = false): HttpOutcome => ({
  kind: 'answered',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  sendings: earlierUnknown ? 2 : 1,
  earlierUnknown,
});
const taken = (earlierUnknown = false) => answered(400, { error_code: 'unique' }, earlierUnknown);
const wrong = (earlierUnknown = false) =>
  answered(400, { error_message: 'Wrong value in email_address' }, earlierUnknown);
const ours = { id: 'cst_1', object_reference_id: 'customer-0001' };

const send = (source: PaymentDataSource) => source.send(source.prepare(request));

describe('what the call to create a customer ends in', () => {
  const cases: [what: string, outcomes: HttpOutcome[], answer: object][] = [
    [
      'sent nowhere',
      [{ kind: 'not-sent', cause: 'dns', reason: 'no host' }],
      { kind: 'unavailable', reason: 'no host' },
    ],
    [
      'held back by the quota',
      [{ kind: 'not-sent', cause: 'quota', reason: 'no room', retryAfterSeconds: 3 }],
      { kind: 'busy', reason: 'no room', retryAfterSeconds: 3 },
    ],
    [
      'no answer',
      [{ kind: 'unknown', reason: 'reset', sendings: 1 }],
      { kind: 'outcome-unknown', reason: 'reset', kept: false },
    ],
    ['created', [answered(200, ours)], { kind: 'created', externalId: 'cst_1' }],
    [
      'created, with nothing to show whose it is',
      [answered(200, { id: 'cst_2' }), answered(200, ours)],
      { kind: 'created', externalId: 'cst_1' },
    ],
    [
      'created, with our own id made a number',
      [answered(200, { ...ours, object_reference_id: 1 }), answered(200, ours)],
      { kind: 'created', externalId: 'cst_1' },
    ],
    [
      'created, with nothing to show whose it is, and not found',
      [answered(200, { id: 'cst_2' }), answered(404, { error_code: 'object_not_found' })],
      { kind: 'outcome-unknown', reason: expect.stringContaining('without our own id'), kept: false },
    ],
    [
      'created, with nothing to show whose it is, and not to be seen',
      [answered(200, { id: 'cst_2' }), answered(500, {})],
      { kind: 'outcome-unknown', reason: expect.stringContaining('without our own id'), kept: false },
    ],
    [
      "created, and somebody else's",
      [answered(200, { ...ours, object_reference_id: 'customer-00011' })],
      { kind: 'outcome-unknown', reason: expect.stringContaining("not this customer's"), kept: false },
    ],
    ['any 2xx', [answered(202, ours)], { kind: 'created', externalId: 'cst_1' }],
    ['an id that no database takes', [answered(200, { id: 'a\0b' })], { kind: 'outcome-unknown', kept: false }],
    ['an id as long as a page', [answered(200, { id: 'x'.repeat(256) })], { kind: 'outcome-unknown', kept: false }],
    [
      'refused for its credentials when sent again',
      [answered(401, {}, true)],
      { kind: 'outcome-unknown', kept: false },
    ],
    ['over the quota when sent again', [answered(429, {}, true)], { kind: 'outcome-unknown', kept: false }],
    [
      'refused for its e-mail address, each time',
      [wrong(true), answered(404, { error_code: 'object_not_found' })],
      { kind: 'outcome-unknown', kept: false },
    ],
    ['refused the second time only', [wrong(true), answered(200, ours)], { kind: 'created', externalId: 'cst_1' }],
    ['refused, and not to be seen', [wrong(true), answered(500, {})], { kind: 'outcome-unknown', kept: false }],
    ['refused at once', [wrong()], { kind: 'validation' }],
    ['in conflict', [answered(409, { error_code: 'busy' })], { kind: 'outcome-unknown', kept: false }],
    ['taken, and ours', [taken(), answered(200, ours)], { kind: 'found', externalId: 'cst_1' }],
    ['taken by an earlier sending', [taken(true), answered(200, ours)], { kind: 'created', externalId: 'cst_1' }],
    [
      "taken, and somebody else's",
      [taken(), answered(200, { id: 'customer-0001', object_reference_id: 'other' })],
      { kind: 'already-exists', providerCode: 'unique' },
    ],
    [
      'taken, and gone',
      [taken(), answered(404, { error_code: 'object_not_found' })],
      { kind: 'already-exists', httpStatus: 400 },
    ],
    [
      'taken by an earlier sending, and not shown',
      [taken(true), answered(404, { error_code: 'object_not_found' })],
      { kind: 'outcome-unknown', kept: false, providerCode: 'unique', httpStatus: 400 },
    ],
    ['taken, and not to be seen', [taken(), answered(500, {})], { kind: 'outcome-unknown', kept: false }],
    ['taken, with an unusable id', [taken(), answered(200, { ...ours, id: '\n' })], { kind: 'outcome-unknown' }],
  ];
  it.each(cases)('%s', async (_, outcomes, answer) => {
    const source = sourceWith(...outcomes);
    expect(await send(source)).toMatchObject(answer);
    expect(source.sent).toHaveLength(outcomes.length);
  });
});

it('marks as repeatable what the provider makes harmless, and every look-up', async () => {
  const source = sourceWith(answered(200, ours), answered(200, ours));
  await send(source);
  await source.findCustomer(request);
  expect(source.sent.map(({ method, repeatable }) => [method, repeatable])).toEqual([
    ['POST', true],
    ['GET', true],
  ]);
  const careful = compileProvider(
    { ...juspay, recovery: { ...juspay.recovery, resend: { harmless: 'never' } } },
    loadDocument(juspay.document),
  );
  const carefulSource = sourceOf(careful, answered(200, ours));
  await send(carefulSource);
  expect(carefulSource.sent[0]?.repeatable).toBe(false);
});

it('learns nothing from an answer that its reader finds inconclusive', async () => {
  const lookup: Lookup = { call: () => ({ operationId: 'retrieveCustomer' }), records: () => undefined };
  const definition = { ...juspay, recovery: { ...juspay.recovery, lookup } };
  const source = sourceOf(compileProvider(definition, loadDocument(juspay.document)), answered(200, {}));
  expect(await source.findCustomer(request)).toMatchObject({ kind: 'look-up-failed' });
});

it('puts our id into the path as one segment', async () => {
  const source = sourceWith();
  await source.findCustomer({ ...request, merchantCustomerId: 'a/b?c=d#e f' });
  expect(source.sent[0]?.path).toBe('/customers/a%2Fb%3Fc%3Dd%23e%20f');
});

it('asks an operator about a success that nothing confirms where a repeat would make a second record', async () => {
  const careful = compileProvider(
    { ...juspay, recovery: { ...juspay.recovery, resend: { harmless: 'never' } } },
    loadDocument(juspay.document),
  );
  const source = sourceOf(careful, answered(200, { id: 'cst_2' }), answered(404, { error_code: 'object_not_found' }));
  expect(await send(source)).toEqual({
    kind: 'outcome-unknown',
    reason: 'Juspay answered without our own id, and the look-up does not show the customer',
    kept: true,
  });
});

it('refuses a definition with a look-up that cannot tell whose a record is', () => {
  const { ownIdAt: _ownIdAt, ...definition } = juspay;
  expect(() => compileProvider(definition, compiled.document)).toThrow('JUSPAY has a look-up, but no `ownIdAt`');
});

it('refuses a definition whose document lacks what it asks for', () => {
  const document = { ...compiled.document, operations: new Map() };
  expect(() => compileProvider(juspay, document)).toThrow('juspay.openapi.yaml has no operation createCustomer');
});

it('says which account it is, and how it recovers', () => {
  expect(sourceWith()).toMatchObject({ provider: 'JUSPAY', account: 'eu', timeoutMs: 500, recovery: { lookup: true } });
});
