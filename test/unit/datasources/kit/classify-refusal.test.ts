import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyRefusal } from '../../../../src/datasources/kit/classify-refusal.js';
import { readLookupBody } from '../../../../src/datasources/kit/lookup-reading.js';
import { compileMapping } from '../../../../src/datasources/kit/mapping.js';
import { textAt } from '../../../../src/datasources/kit/values.js';
import type { ErrorKind, ErrorTable } from '../../../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../../../src/datasources/registry.js';
import { assertProperty } from '../../../support/property.js';
import { aRequest } from '../provider-support.js';

const table: ErrorTable = {
  read: (body) => {
    const [code, message, name] = [textAt(body, 'code'), textAt(body, 'message'), textAt(body, 'field')];
    if (code === undefined && message === undefined) return undefined;
    return {
      code,
      message,
      fields:
        name === undefined
          ? undefined
          : [
              { name, message: message ?? '' },
              { name: 'odd', message: '?' },
            ],
    };
  },
  rules: [
    { status: [409], code: ['busy'], kind: 'outcome-unknown' },
    { message: /taken/, kind: 'already-exists' },
    { code: ['key', 'origin'], kind: 'authentication' },
    { status: [404], kind: 'unavailable' },
  ],
};
const mapping = compileMapping([{ wire: '/mail', input: [['email']] }], {});
const classified = (status: number, body: unknown, headers: Record<string, string> = {}, kept = false) =>
  classifyRefusal(
    { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
    { errors: table, mapping, title: 'Made Up', kept },
    aRequest(),
  );

describe('what a refusal of the data says, in a format that is not the provider’s own', () => {
  it.each<[unknown, string | undefined]>([
    ['', undefined],
    ['{}', undefined],
    ['""', undefined],
    ['  ', undefined],
    [['No.', 'Never.', 5], 'No. Never.'],
    ['"No."', 'No.'],
    ['No.', 'No.'],
    [{ error: 'No.' }, 'No.'],
    [{ error: { message: 'No.', error_type: 'x' } }, 'No.'],
    [{ detail: 'No.' }, 'No.'],
    ['x'.repeat(600), 'x'.repeat(500)],
  ])('%j', (body, providerMessage) => {
    const failure = classified(400, body);
    expect(failure).toMatchObject({ kind: 'validation', httpStatus: 400 });
    expect(failure).toHaveProperty('providerMessage', providerMessage);
    expect(failure).toHaveProperty('violations', [
      {
        path: [],
        code: 'REFUSED_BY_PROVIDER',
        message: providerMessage ?? 'Made Up refused the request without saying why.',
      },
    ]);
  });
});

describe('what another refusal says, in a format that is not the provider’s own', () => {
  it.each<[number, unknown, string | undefined]>([
    [401, ['Unauthenticated.'], 'Unauthenticated.'],
    [403, { error: 'Not from here.' }, 'Not from here.'],
    [429, 'Slow down.', 'Slow down.'],
    [404, [], undefined],
    [401, '<html>Sign in</html>', undefined],
    [500, ['Oops.'], undefined],
  ])('%i %j', (status, body, providerMessage) => {
    expect(classified(status, body).providerMessage).toBe(providerMessage);
  });
});

describe('what a refusal means', () => {
  const said = { message: 'No.' };
  const cases: [status: number, body: unknown, kind: ErrorKind][] = [
    [400, said, 'validation'],
    [422, said, 'validation'],
    [400, '<html>', 'unavailable'],
    [400, '<?xml version="1.0"?><!DOCTYPE html><html>', 'unavailable'],
    [400, '<?xml version="1.0"?><error>No.</error>', 'validation'],
    [422, '  <!DOCTYPE html>', 'unavailable'],
    [400, '', 'validation'],
    [422, '', 'validation'],
    [400, '{}', 'validation'],
    [400, '""', 'validation'],
    [400, '[]', 'validation'],
    [422, ['No.'], 'validation'],
    [400, 'No.', 'validation'],
    [400, '{"cut off', 'validation'],
    [404, said, 'unavailable'],
    [405, '', 'unavailable'],
    [401, said, 'authentication'],
    [401, '', 'authentication'],
    [403, '<html>', 'authentication'],
    [408, said, 'outcome-unknown'],
    [429, said, 'rate-limit'],
    [429, '', 'rate-limit'],
    [500, said, 'outcome-unknown'],
    [503, '<html>', 'outcome-unknown'],
    [301, '', 'outcome-unknown'],
    [100, '', 'outcome-unknown'],
    [409, { code: 'busy' }, 'outcome-unknown'],
    [409, said, 'outcome-unknown'],
    [400, { message: 'is taken' }, 'already-exists'],
    [400, { code: 'origin' }, 'authentication'],
    [500, { code: 'key' }, 'authentication'],
    [400, { code: 'key', message: 'is taken' }, 'already-exists'],
  ];
  it.each(cases)('%i %j: %s', (status, body, kind) => {
    expect(classified(status, body)).toMatchObject({ kind, httpStatus: status });
  });
});

describe('a refusal that is declared to be HTML, as frameworks do unless told otherwise', () => {
  it.each<[string, ErrorKind]>([
    ['', 'validation'],
    [' \n', 'validation'],
    ['{}', 'validation'],
    ['["No."]', 'validation'],
    ['{"message":"No."}', 'validation'],
    ['<p>Bad request</p>', 'unavailable'],
    ['Bad request', 'unavailable'],
  ])('%j: %s', (body, kind) => {
    expect(classified(400, body, { 'content-type': 'text/html; charset=UTF-8' })).toMatchObject({ kind });
  });
});

describe("the provider's words", () => {
  it('are kept', () => {
    expect(classified(400, { code: 'E1', message: 'Nö: “no”.' })).toEqual({
      kind: 'validation',
      inOwnFormat: true,
      providerCode: 'E1',
      providerMessage: 'Nö: “no”.',
      httpStatus: 400,
      violations: [{ path: [], code: 'REFUSED_BY_PROVIDER', message: 'Nö: “no”.' }],
    });
  });
  it('go to the inputs that they are about, and keep the name of a field that is no input of ours', () => {
    expect(classified(400, { message: 'Wrong.', field: '/mail' })).toMatchObject({
      violations: [
        { path: ['email'], code: 'REFUSED_BY_PROVIDER', message: 'Wrong.' },
        { path: [], code: 'REFUSED_BY_PROVIDER', message: 'odd: ?' },
      ],
    });
  });
  it('are replaced where there are none', () => {
    expect(classified(400, { code: 'E1' })).toMatchObject({
      violations: [{ path: [], message: 'Made Up refused the request without saying why.' }],
    });
  });
  it('are cut to the length of a sentence, never within a character', () => {
    const failure = classified(400, { message: `${'x'.repeat(499)}👋` });
    expect(failure.providerMessage).toBe(`${'x'.repeat(499)}\u{fffd}`);
    expect(failure).toMatchObject({ violations: [{ message: failure.providerMessage }] });
  });
  it('lose what no database takes', () => {
    const { providerCode, providerMessage } = classified(
      400,
      '{"code":"a\\u0000b","message":"half \\ud83d, nul \\u0000"}',
    );
    expect([providerCode, providerMessage]).toEqual(['a\u{fffd}b', 'half \u{fffd}, nul \u{fffd}']);
  });
});

describe('when to come back', () => {
  const cases: [header: string | undefined, seconds: number | undefined][] = [
    ['7', 7],
    ['0', 0],
    ['soon', undefined],
    ['-1', undefined],
    [undefined, undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 2 ** 31 - 1],
  ];
  it.each(cases)('%s: %s', (header, seconds) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
    expect(classified(429, '', headers)).toMatchObject({ kind: 'rate-limit', retryAfterSeconds: seconds });
  });
  it('reads a date', () => {
    const at = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfterSeconds } = classified(429, '', { 'retry-after': at }) as { retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThan(57);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });
});

describe('what is told of an answer that is not understood', () => {
  const cases: [body: string, headers: Record<string, string>, what: string][] = [
    ['', {}, 'an empty body'],
    ['<html>Jane</html>', { 'content-type': 'text/html; charset=utf-8' }, 'text/html'],
    ['Jane', {}, 'a body of no declared type'],
  ];
  it.each(cases)('%j: nothing of its content', (body, headers, what) => {
    expect(classified(502, body, headers, true)).toEqual({
      kind: 'outcome-unknown',
      httpStatus: 502,
      reason: `Made Up answered 502 with ${what}`,
      kept: false,
    });
  });
  it.each([[true], [false]])('an error of the provider itself is kept if its keys keep such answers: %s', (kept) => {
    for (const status of [500, 408]) {
      expect(classified(status, { message: 'Oops' }, {}, kept)).toMatchObject({
        reason: `Made Up answered ${status}`,
        kept,
      });
    }
  });
});

describe.each(providerDefinitions.map((definition) => [definition.title, definition] as const))(
  '%s',
  (_, definition) => {
    const body = fc.oneof(fc.jsonValue(), likelyBodies(), fc.constant(undefined));
    const request = aRequest({ email: 'jane@example.com' });

    it('reads any body without falling over it', () => {
      const optionalText = (value: unknown) => value === undefined || (typeof value === 'string' && value !== '');
      assertProperty(
        fc.property(body, (value) => {
          const said = definition.errors.read(value);
          expect([said?.code, said?.message].every(optionalText)).toBe(true);
          for (const { name, message } of said?.fields ?? []) {
            expect([typeof name, typeof message, message]).toEqual(['string', 'string', expect.stringMatching(/./s)]);
          }
          const externalId = definition.readCustomer(value, request)?.externalId;
          expect(optionalText(externalId)).toBe(true);
          const found = readLookupBody(value, definition, request);
          const id = found.kind === 'ours' ? found.customer.externalId : undefined;
          const other = found.kind === 'absent' ? found.otherExternalId : undefined;
          expect([id, other].every(optionalText)).toBe(true);
        }),
        { numRuns: 500 },
      );
    });

    it('makes a failure of any refusal', () => {
      const own = compileMapping(definition.fields, {});
      const status = fc.oneof(fc.integer({ min: 300, max: 599 }), fc.constantFrom(400, 401, 404, 409, 422, 429, 500));
      assertProperty(
        fc.property(
          status,
          fc.oneof(
            body.map((value) => JSON.stringify(value) ?? ''),
            fc.string(),
          ),
          (code, text) => {
            const failure = classifyRefusal(
              { status: code, headers: {}, body: text },
              { errors: definition.errors, mapping: own, title: definition.title, kept: true },
              request,
            );
            expect(failure.httpStatus).toBe(code);
            expect(JSON.stringify(failure)).not.toMatch(/\\u0000|\\ud[89a-f]/);
            if (failure.kind === 'validation') expect(failure.violations).not.toEqual([]);
            if (code >= 500) expect(['outcome-unknown', 'authentication', 'already-exists']).toContain(failure.kind);
          },
        ),
        { numRuns: 500 },
      );
    });
  },
);

/** JSON with the names that providers use, so that readers get past their first look. */
function likelyBodies(): fc.Arbitrary<unknown> {
  const names = [
    'error',
    'errors',
    'error_info',
    'code',
    'error_code',
    'errorCode',
    'message',
    'error_message',
    'fields',
  ];
  const more = [
    'field_name',
    'reason',
    'errorDescription',
    'id',
    'customer_id',
    'customerId',
    'data',
    'results',
    'juspay',
  ];
  const last = [
    'developer_message',
    'user_message',
    'client_auth_token',
    'client_auth_token_expiry',
    'internal_id',
    'email',
  ];
  const name = fc.constantFrom(...names, ...more, ...last, '__proto__', 'toString');
  const messages = [
    'Wrong value in x',
    'mobile_number is mandatory field.',
    'Email has already been taken',
    'IR_12',
    'customer-0001',
  ];
  const leaf = fc.oneof(fc.constantFrom(null, true, 0, '', '\0', '\ud83d', ...messages), fc.string());
  return fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('object'),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
    object: fc.dictionary(name, tie('node'), { maxKeys: 5 }),
  })).object;
}
