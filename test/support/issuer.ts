import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { TokenSettings } from '../../src/tokens.js';

export interface TokenOptions {
  /** What is different from a good token; a claim that is undefined is missing. */
  readonly claims?: JWTPayload;
  readonly header?: Partial<JWTHeaderParameters>;
  /** Signed by this key instead of the issuer's. */
  readonly key?: CryptoKey | Uint8Array;
}

/** Who issues tokens, with a real HTTP server for the public keys. */
export interface Issuer extends TokenSettings {
  /** Settings that have the application take its tokens. */
  readonly settings: Readonly<Record<string, string>>;
  /** How often the keys were asked for. */
  readonly asked: number;
  /** What the server answers with, instead of the keys. */
  answer?: { readonly status: number; readonly body: string } | 'never';
  /** The key that is used now, as it is published. */
  published(): JWK;
  token(scope: string | undefined, options?: TokenOptions): Promise<string>;
  /** From now on there is another key, and no other. */
  rotate(): Promise<void>;
  /** The server goes away, or comes back to the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const alg = 'ES256';

export async function startIssuer(): Promise<Issuer> {
  const [issuer, audience] = ['https://id.example.com/', 'https://customers.example.com'];
  let asked = 0;
  let generation = 0;
  let privateKey: CryptoKey;
  let published: JWK;
  async function rotate(): Promise<void> {
    const pair = await generateKeyPair(alg, { extractable: true });
    generation++;
    privateKey = pair.privateKey;
    published = { ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, alg, use: 'sig' };
  }
  await rotate();
  const server = createServer((_request, response) => {
    asked++;
    if (self.answer === 'never') return;
    const { status, body } = self.answer ?? { status: 200, body: JSON.stringify({ keys: [published] }) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const jwksUrl = `http://127.0.0.1:${port}/jwks.json`;
  const self: Issuer = {
    jwksUrl,
    issuer,
    audience,
    algorithms: ['RS256', alg],
    settings: { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience },
    get asked() {
      return asked;
    },
    published: () => published,
    rotate,
    token(scope, { claims, header, key = privateKey } = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const usual = { iss: issuer, aud: audience, sub: 'asha', iat: now, exp: now + 300, scope };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg, kid: published.kid, typ: 'at+jwt', ...header })
        .sign(key);
    },
    start: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}
