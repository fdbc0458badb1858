import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckToken, createTokenCheck, scopesOf, type TokenVerdict } from '../../src/tokens.js';
import { type Issuer, startIssuer } from '../support/issuer.js';

const minute = 60_000;
/** Each test has its own: a request of the one before may fail late. */
const newLog = () => {
  const lines: string[] = [];
  return {
    lines,
    info: (message: string) => void lines.push(message),
    warn: (details: object, message: string) => void lines.push(`${message} ${JSON.stringify(details)}`),
  };
};

let log: ReturnType<typeof newLog>;
let issuer: Issuer;
let check: CheckToken;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() });
  log = newLog();
  issuer = await startIssuer();
  check = createTokenCheck(issuer, log);
  await check(await issuer.token('a'));
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

/** As if so much time had gone by. */
const later = (ms: number) => vi.advanceTimersByTime(ms);

async function shorthand(verdict: Promise<TokenVerdict>): Promise<unknown> {
  const found = await verdict;
  if (found.kind === 'good') return [...found.scopes];
  return found.kind === 'no-keys' ? found.kind : `${found.kind}: ${found.reason}`;
}

describe('the scopes of a token', () => {
  it.each<[string, JWTPayload, string[]]>([
    ['none', {}, []],
    ['a text', { scope: 'openid customers:read' }, ['openid', 'customers:read']],
    ['a text with more blanks than it needs', { scope: '  a   b ' }, ['a', 'b']],
    ['an empty text', { scope: '' }, []],
    ['a list', { scope: ['a', 'b'] }, ['a', 'b']],
    ['a list with other things in it', { scope: ['a', 1, null, ['b']] }, ['a']],
    ['`scp`, a list', { scp: ['a', 'b'] }, ['a', 'b']],
    ['`scp`, a text', { scp: 'a b' }, ['a', 'b']],
    ['`scope` before `scp`', { scope: 'a', scp: 'b' }, ['a']],
    ['neither a text nor a list', { scope: 7 }, []],
    ['an object', { scope: { 'customers:read': true } }, []],
    ['other claims', { scopes: ['a'], permissions: ['a'], roles: ['a'] }, []],
    ['a blank of another kind', { scope: 'a\tcustomers:read' }, ['a\tcustomers:read']],
  ])('%s', (_, claims, scopes) => {
    expect([...scopesOf(claims)]).toEqual(scopes);
  });
});

describe('a token', () => {
  it('is good when issued by the issuer, for this audience', async () => {
    expect(await shorthand(check(await issuer.token('a b')))).toEqual(['a', 'b']);
    const aud = ['https://orders.example.com', issuer.audience];
    expect(await shorthand(check(await issuer.token('a', { claims: { aud } })))).toEqual(['a']);
  });

  const seconds = (ms: number) => Math.floor(Date.now() / 1_000) + ms;
  it.each<[string, () => JWTPayload, unknown]>([
    ['expired', () => ({ exp: seconds(-31) }), 'expired: The token has expired'],
    ['expired, by what clocks may differ', () => ({ exp: seconds(-29) }), ['a']],
    ['good for ever', () => ({ exp: undefined }), 'invalid: The token lacks the claim exp'],
    ['not good yet', () => ({ nbf: seconds(60) }), 'invalid: The claim nbf of the token is not as expected'],
    ['good until never', () => ({ exp: 'never' as never }), 'invalid: The claim exp of the token is not as expected'],
    ['for another audience', () => ({ aud: 'x' }), 'invalid: The claim aud of the token is not as expected'],
    ['for nobody', () => ({ aud: undefined }), 'invalid: The token lacks the claim aud'],
    [
      'of another issuer',
      () => ({ iss: 'https://id.example.com' }),
      'invalid: The claim iss of the token is not as expected',
    ],
    ['of no issuer', () => ({ iss: undefined }), 'invalid: The token lacks the claim iss'],
  ])('%s', async (_, claims, verdict) => {
    expect(await shorthand(check(await issuer.token('a', { claims: claims() })))).toEqual(verdict);
  });

  it('signed by another key is refused, whether it names the key of the issuer or its own', async () => {
    const { privateKey: key } = await generateKeyPair('ES256');
    const wrong = 'invalid: The signature of the token is wrong';
    expect(await shorthand(check(await issuer.token('a', { key })))).toBe(wrong);
    expect(await shorthand(check(await issuer.token('a', { key, header: { kid: 'mine' } })))).toBe(
      'invalid: The token is signed with none of the keys of the issuer',
    );
  });

  it('that brings its key along is refused', async () => {
    const { publicKey, privateKey: key } = await generateKeyPair('ES256', { extractable: true });
    const header = { jwk: await exportJWK(publicKey), jku: 'https://evil.example.com/jwks.json' };
    expect(await shorthand(check(await issuer.token('a', { key, header })))).toBe(
      'invalid: The signature of the token is wrong',
    );
  });

  it('without a signature is refused', async () => {
    const { issuer: iss, audience: aud } = issuer;
    const unsigned = new UnsecuredJWT({ scope: 'a', iss, aud, exp: seconds(60) }).encode();
    const signed = await issuer.token('a');
    for (const token of [
      unsigned,
      signed.replace(/[^.]+$/, ''),
      signed.replace(/\.[^.]+$/, ''),
      'a.b.c',
      'abc',
      '..',
    ]) {
      expect(await shorthand(check(token))).toMatch(/^invalid: /);
    }
  });

  it('signed with the public key as a secret is refused', async () => {
    const pem = await exportSPKI((await importJWK(issuer.published(), 'ES256')) as never);
    for (const secret of [pem, JSON.stringify(issuer.published())]) {
      const key = new TextEncoder().encode(secret);
      expect(await shorthand(check(await issuer.token('a', { key, header: { alg: 'HS256' } })))).toBe(
        'invalid: The token is signed by an algorithm that is not allowed',
      );
    }
  });

  it('signed by an algorithm that is not among those allowed is refused', async () => {
    check = createTokenCheck({ ...issuer, algorithms: ['RS256'] }, log);
    expect(await shorthand(check(await issuer.token('a')))).toMatch(/^invalid: .* an algorithm that is not allowed$/);
  });

  it('with another text than was signed is refused', async () => {
    const [head, , signature] = (await issuer.token('a')).split('.');
    const [, body] = (await issuer.token('a b')).split('.');
    expect(await shorthand(check(`${head}.${body}.${signature}`))).toBe('invalid: The signature of the token is wrong');
  });
});

describe("the issuer's keys", () => {
  const good = async () => shorthand(check(await issuer.token('a')));

  it('are fetched once, however many tokens are checked', async () => {
    expect(await Promise.all(Array.from({ length: 50 }, good))).toEqual(Array(50).fill(['a']));
    expect(issuer.asked).toBe(1);
  });

  it('are fetched again for a new one, but not for every id that somebody makes up', async () => {
    expect(await good()).toEqual(['a']);
    await issuer.rotate();
    expect(await good()).toMatch(/none of the keys/);
    later(10_001);
    expect(await good()).toEqual(['a']);
    expect(issuer.asked).toBe(2);
    for (const kid of ['x', 'y', 'z']) await check(await issuer.token('a', { header: { kid } }));
    expect(issuer.asked).toBe(2);
  });

  it('are fetched again every ten minutes, and no request waits for it', async () => {
    expect(await good()).toEqual(['a']);
    later(10 * minute + 1);
    issuer.answer = 'never';
    expect(await good()).toEqual(['a']);
    await vi.waitFor(() => expect(issuer.asked).toBe(2));
  });

  it('stay good for an hour while the issuer is down, and not for longer', async () => {
    expect(await good()).toEqual(['a']);
    await issuer.stop();
    for (let minutes = 0; minutes < 59; minutes++) {
      later(minute);
      expect(await good()).toEqual(['a']);
    }
    later(2 * minute);
    expect(await good()).toBe('no-keys');
    await issuer.start();
    expect(await good()).toBe('no-keys');
    later(5_001);
    expect(await good()).toEqual(['a']);
    expect(log.lines).toEqual([
      expect.stringMatching(/^the keys of tokens could not be fetched from JWT_JWKS_URL .*ECONNREFUSED/),
      'the keys of tokens could be fetched again',
    ]);
  });

  it.each<[string, Issuer['answer'], string]>([
    ['an error', { status: 500, body: '{}' }, 'the answer has status 500'],
    ['a redirect', { status: 302, body: '{}' }, 'the answer has status 302'],
    ['no JSON', { status: 200, body: '<html>' }, 'SyntaxError'],
    ['something else', { status: 200, body: '{"keys":{}}' }, 'JWKSInvalid'],
    [
      'more than anybody has keys',
      { status: 200, body: JSON.stringify({ keys: [], more: 'x'.repeat(1024 * 1024) }) },
      'the answer is too long',
    ],
  ])('that are %s are none, and are not asked for again at once', async (_, answer, cause) => {
    issuer.answer = answer;
    check = createTokenCheck(issuer, log);
    const before = issuer.asked;
    expect(await Promise.all([good(), good()])).toEqual(['no-keys', 'no-keys']);
    expect(await good()).toBe('no-keys');
    expect(issuer.asked - before).toBe(1);
    expect(log.lines).toEqual([`the keys of tokens could not be fetched from JWT_JWKS_URL {"error":"${cause}"}`]);
    issuer.answer = undefined;
    later(5_001);
    expect(await good()).toEqual(['a']);
  });

  it('that do not come are not waited for', { timeout: 10_000 }, async () => {
    issuer.answer = 'never';
    check = createTokenCheck(issuer, log);
    const began = process.hrtime.bigint();
    expect(await good()).toBe('no-keys');
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(4_000);
  });
});
