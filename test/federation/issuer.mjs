import { generateKeyPairSync, sign } from 'node:crypto';

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (part) => Buffer.from(part).toString('base64url');

/** Who issues the tokens, without a server: `settings` are the gateway's. */
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
    /** A token with these claims, beside the usual ones or in their place. */
    issue: (claims = {}) => signed(claims, privateKey),
    /** The same by somebody else. */
    forge: (claims = {}) => signed(claims, newKeys().privateKey),
  };
}
