import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.mjs';

/** A server of the image, with ports of its own. */
export async function serve(start, { env, ...options }) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const all = { ...env, PORT: String(port), ADMIN_PORT: String(adminPort) };
  const startedAt = Date.now();
  const server = start(['node', 'dist/main.js'], { ...options, env: all });
  const admin = (path) => fetch(`http://127.0.0.1:${adminPort}${path}`);
  await until(
    () =>
      admin('/healthz').then(
        () => true,
        () => false,
      ),
    () => `the service answers: ${server.output()}`,
  );
  return {
    ...server,
    env: all,
    answered: Date.now() - startedAt,
    url: `http://127.0.0.1:${port}`,
    admin,
    create: (input, headers = { 'router-authorization': 'a-secret-for-this-test' }, provider = 'STAX') =>
      fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: mutation, variables: { provider, input } }),
      }),
    async stop() {
      const from = Date.now();
      server.signal('SIGTERM');
      const code = await server.exited();
      return { code, seconds: (Date.now() - from) / 1000 };
    },
  };
}

const mutation = `mutation ($provider: Provider!, $input: CreateCustomerInput!) {
  createCustomer(provider: $provider, input: $input) { __typename ... on CreateCustomerSuccess { created } ... on CreateCustomerError { message } }
}`;

export async function until(holds, what) {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(`waited a minute in vain: ${typeof what === 'function' ? what() : what}`);
}
