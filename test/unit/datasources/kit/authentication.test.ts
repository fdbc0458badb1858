import { expect, it } from 'vitest';
import { authenticationHeaders } from '../../../../src/datasources/kit/authentication.js';
import type { SecurityScheme } from '../../../../src/datasources/kit/document.js';
import type { Credential } from '../../../../src/datasources/provider-definition.js';

const basic: SecurityScheme = { type: 'http', scheme: 'basic' };
const bearer: SecurityScheme = { type: 'http', scheme: 'bearer' };
const apiKey: SecurityScheme = { type: 'apiKey', in: 'header', name: 'Api-Key' };

const cases: [what: string, scheme: SecurityScheme, credential: Credential, headers: Record<string, string>][] = [
  [
    'a pair of keys',
    basic,
    { kind: 'basic', username: 'public', password: 'private' },
    { authorization: 'Basic cHVibGljOnByaXZhdGU=' },
  ],
  [
    'a key without a password',
    basic,
    { kind: 'basic', username: 'key', password: '' },
    { authorization: 'Basic a2V5Og==' },
  ],
  ['accents, as UTF-8', basic, { kind: 'basic', username: 'é', password: '' }, { authorization: 'Basic w6k6' }],
  ['a bearer token', bearer, { kind: 'bearer', token: 'key' }, { authorization: 'Bearer key' }],
  ['a bare key where a bearer token is declared', bearer, { kind: 'bare', value: 'key' }, { authorization: 'key' }],
  ['a bare key in a header of its own', apiKey, { kind: 'bare', value: 'key' }, { 'api-key': 'key' }],
];
it.each(cases)('%s', (_, scheme, credential, headers) => {
  expect(authenticationHeaders(scheme, credential)).toEqual(headers);
});
