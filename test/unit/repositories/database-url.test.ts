import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemsOfDatabaseUrl, readDatabaseUrl } from '../../../src/repositories/database-url.js';

let directory: string;
let certificate: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'database-url-'));
  certificate = join(directory, 'root.crt');
  writeFileSync(certificate, 'a certificate');
});
afterAll(() => rmSync(directory, { recursive: true }));

test('has its parts decoded, and defaults for what it leaves out', () => {
  expect(
    readDatabaseUrl('postgresql://us%40er:p%40%23%2F%3F%3A%25@db.example.com:6543/my%20db?schema=Odd%20one'),
  ).toEqual({
    servers: [{ host: 'db.example.com', port: 6543 }],
    tls: [undefined],
    readWrite: false,
    user: 'us@er',
    password: 'p@#/?:%',
    database: 'my db',
    schema: 'Odd one',
    prepared: true,
  });
  expect(readDatabaseUrl('postgres://')).toEqual({
    servers: [{}],
    tls: [undefined],
    readWrite: false,
    schema: 'public',
    prepared: true,
  });
});

test.each([
  ['postgresql://h', [{ host: 'h' }]],
  ['postgresql://h1,h2:2,[::1]:3/d', [{ host: 'h1' }, { host: 'h2', port: 2 }, { host: '::1', port: 3 }]],
  ['postgresql://u@/d?host=/run/postgresql', [{ host: '/run/postgresql' }]],
  ['postgresql://%2Frun%2Fpostgresql/d', [{ host: '/run/postgresql' }]],
  [
    'postgresql:///d?host=h1,h2&port=1,2',
    [
      { host: 'h1', port: 1 },
      { host: 'h2', port: 2 },
    ],
  ],
  [
    'postgresql:///d?host=h1,h2&port=7',
    [
      { host: 'h1', port: 7 },
      { host: 'h2', port: 7 },
    ],
  ],
])('%s leads to its servers', (url, servers) => {
  expect(readDatabaseUrl(url).servers).toEqual(servers);
});

test('with several servers only one that takes writes will do, unless it says otherwise', () => {
  expect(readDatabaseUrl('postgresql://a,b/d').readWrite).toBe(true);
  expect(readDatabaseUrl('postgresql://a,b/d?target_session_attrs=any').readWrite).toBe(false);
  expect(readDatabaseUrl('postgresql://a/d?target_session_attrs=read-write').readWrite).toBe(true);
});

test('sslmode means what PostgreSQL says', () => {
  const tls = (parameters: string) => readDatabaseUrl(`postgresql://h/d?${parameters}`).tls;
  const file = `sslrootcert=${encodeURIComponent(certificate)}`;
  expect(tls('')).toEqual([undefined]);
  expect(tls('sslmode=disable')).toEqual([false]);
  expect(tls('sslmode=prefer')).toEqual([{ rejectUnauthorized: false }, false]);
  expect(tls('sslmode=require')).toEqual([{ rejectUnauthorized: false }]);
  const authority = [{ ca: 'a certificate', checkServerIdentity: expect.any(Function) }];
  expect(tls(`sslmode=require&${file}`)).toEqual(authority);
  expect(tls(`sslmode=verify-ca&${file}`)).toEqual(authority);
  expect(tls(`sslmode=verify-full&${file}`)).toEqual([{ ca: 'a certificate' }]);
  expect(tls('sslmode=verify-full')).toEqual([{}]);
});

test.each([
  'postgresql://user:Canary@1word@db/customers',
  'postgresql://user:Canary#1word@db/customers',
  'postgresql://user:12#Canaryword@db/customers',
  'postgresql://user:Canary/1word@db/customers',
  'postgresql://user:12/Canaryword@db/customers',
  'postgresql://user:Canary?sslmode=Canary&word=1@db/customers',
  'postgresql://user:Canary%1word@db/customers',
  'postgresql://user:Canary%E0%A4%A@db/customers',
  'postgresql://user:%ffCanary@db/customers',
  'postgresql://user:Canary 1word@db/customers',
  'postgresql://Canary@1word:secret@db/customers',
  'postgresql://user:Canaryword',
  'postgresql://user:secret@db:Canary/customers',
  'postgresql://user:secret@db,:1/Canary',
])('%s is refused with advice, and no part of it is told', (url) => {
  const problems = problemsOfDatabaseUrl(url);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('In a user name or a password, write @ as %40');
  expect(problems[0]).not.toMatch(/canary|1word|Canaryword|secret|:12/i);
});

test.each([
  ['mysql://user:secret@db/customers', ['DATABASE_URL must be a URL that starts with postgresql://']],
  [
    'postgresql://h/d?sslmod=require&connection_limit=5&sslmode=require',
    [
      'DATABASE_URL has parameters that are not known: sslmod, connection_limit; for connection_limit, set DATABASE_POOL_SIZE',
    ],
  ],
  [
    'postgresql://h/d?sslmode=no-verify',
    ['DATABASE_URL: sslmode must be one of disable, prefer, require, verify-ca, verify-full'],
  ],
  [
    'postgresql://h/d?target_session_attrs=standby',
    ['DATABASE_URL: target_session_attrs must be one of any, read-write'],
  ],
  ['postgresql://h/d?pgbouncer=1', ['DATABASE_URL: pgbouncer must be one of true, false']],
  ['postgresql://h/d?connect_timeout=0', ['DATABASE_URL: connect_timeout must be a whole number of seconds, from 1']],
  [
    'postgresql://h/d?sslmode=verify-ca',
    ['DATABASE_URL: sslmode=verify-ca needs sslrootcert: anybody can have a certificate of a public authority'],
  ],
  ['postgresql://h/d?sslmode=verify-full&sslrootcert=/none', ['DATABASE_URL: sslrootcert cannot be read (ENOENT)']],
])('%s: %j', (url, problems) => {
  expect(problemsOfDatabaseUrl(url)).toEqual(problems);
});

test('a certificate without TLS is a mistake', () => {
  const url = `postgresql://h/d?sslrootcert=${encodeURIComponent(certificate)}`;
  expect(problemsOfDatabaseUrl(url)).toEqual(['DATABASE_URL: sslrootcert needs an sslmode, e.g. verify-full']);
});
