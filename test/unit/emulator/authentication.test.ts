import { describe, expect, it } from 'vitest';
import type { SecurityScheme } from '../../../src/datasources/kit/document.js';
import { isAuthorized } from '../../../src/emulator/authentication.js';

const basic: SecurityScheme = { type: 'http', scheme: 'basic' };
const bearer: SecurityScheme = { type: 'http', scheme: 'bearer' };
const apiKey: SecurityScheme = { type: 'apiKey', in: 'header', name: 'Api-Key' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a credential', () => {
  it.each([
    ['user and password', basic, { authorization: `Basic ${base64('user:password')}` }],
    ['user and empty password', basic, { authorization: `Basic ${base64('user:')}` }],
    ['user without a colon', basic, { authorization: `Basic ${base64('user')}` }],
    ['bearer token', bearer, { authorization: 'Bearer key' }],
    ['bearer token in lower case', bearer, { authorization: 'bearer key' }],
    ['bare key', bearer, { authorization: ' key' }],
    ['header of its own', apiKey, { 'api-key': 'key' }],
  ])('is accepted: %s', (_, scheme, headers) => {
    expect(isAuthorized(scheme, headers)).toBe(true);
  });

  it.each([
    ['none', basic, {}],
    ['bearer where basic is declared', basic, { authorization: 'Bearer key' }],
    ['no user', basic, { authorization: `Basic ${base64(':password')}` }],
    ['empty basic', basic, { authorization: 'Basic ' }],
    ['said to be invalid', basic, { authorization: `Basic ${base64('INVALID:x')}` }],
    ['none', bearer, {}],
    ['empty', bearer, { authorization: 'Bearer ' }],
    ['basic where bearer is declared', bearer, { authorization: `Basic ${base64('user:password')}` }],
    ['said to be invalid', bearer, { authorization: 'Bearer an-invalid-key' }],
    ['none', apiKey, {}],
    ['empty', apiKey, { 'api-key': ' ' }],
    ['in another header', apiKey, { authorization: 'key' }],
    ['said to be invalid', apiKey, { 'api-key': 'invalid' }],
  ])('is refused: %s', (_, scheme, headers) => {
    expect(isAuthorized(scheme, headers)).toBe(false);
  });
});
