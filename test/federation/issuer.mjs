import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (part) => Buffer.from(part).toString('base64url');

/** Who issues the tokens: `settings` are those of the gateway, which has the key itself. */
export function createIssuer() {
  const { publicKey, privateKey } = newKeys();
  const [issuer, audience] = ['https://id.example.com', 'customers'];
  const signed = (claims, key) => {
    const inAMinute = Math.floor(Date.now() / 1_000) + 60;
    const payload = { iss: issuer, aud: audience, sub: 'asha', exp: inAMinute, ...claims };
    const text = [{ alg: 'RS256', typ: 'JWT' }, payload].map((part) => encode(JSON.stringify(part))).join('.');
    return `${text}.${encode(sign('sha256', text, key))}`;
  };
  return {
    settings: {
      JWT_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }),
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: audience,
    },
    /** Serves the public key where a subgraph that checks tokens fetches it. */
    async publish() {
      const keys = [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }];
      const server = createServer((_request, response) => response.end(JSON.stringify({ keys }))).listen(
        0,
        '127.0.0.1',
      );
      await once(server, 'listening');
      const url = `http://127.0.0.1:${server.address().port}/jwks.json`;
      return {
        settings: { JWT_JWKS_URL: url, JWT_ISSUER: issuer, JWT_AUDIENCE: audience },
        stop: () => server.close(),
      };
    },
    /** A token with these claims, beside the usual ones or in their place. */
    issue: (claims = {}) => signed(claims, privateKey),
    /** The same by somebody else. */
    forge: (claims = {}) => signed(claims, newKeys().privateKey),
  };
}
