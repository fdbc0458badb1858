import process from 'node:process';
import { gatewayConfig as withoutRules } from './gateway.config.mjs';

/** A check whose setting was forgotten would pass every token. */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const publicKey = required('JWT_PUBLIC_KEY');

/**
 * For Hive Gateway, in front of `supergraph.authorization.graphql`: what `gateway.config.mjs` says, and the access rules,
 * by the JSON Web Token that a client sends as `Authorization: Bearer …`.
 */
export const gatewayConfig = {
  ...withoutRules,
  jwt: {
    signingKeyProviders: [() => publicKey],
    tokenVerification: {
      algorithms: ['RS256'],
      issuer: required('JWT_ISSUER'),
      audience: required('JWT_AUDIENCE'),
    },
    // Without a token a client is anonymous, and the rules of the schema decide. With a wrong or stale one it is refused.
    reject: { missingToken: false, invalidToken: true },
    // The gateway would send the claims on, and a person's name with them. The subgraph asks for none.
    forward: { payload: false },
  },
  genericAuth: {
    mode: 'protect-granular',
    resolveUserFn: ({ jwt }) => jwt?.payload,
  },
};
