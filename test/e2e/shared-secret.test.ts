import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
const secrets = { current: 'the-secret-of-today', previous: 'the-secret-of-yesterday' };
beforeAll(async () => {
  running = await startApp({
    SUBGRAPH_SHARED_SECRET: secrets.current,
    SUBGRAPH_SHARED_SECRET_PREVIOUS: secrets.previous,
  });
});
afterAll(() => running.stop());

test.each([
  ['today', { 'router-authorization': secrets.current }, 200],
  ['yesterday, while it is being replaced', { 'router-authorization': secrets.previous }, 200],
  ['another day', { 'router-authorization': `${secrets.current}x` }, 401],
  ['no day', {}, 401],
])('a request with the secret of %s', async (_, headers: Record<string, string>, status) => {
  const answer = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(answer.status).toBe(status);
  const data = { data: { __typename: 'Query' } };
  expect(await answer.json()).toMatchObject(
    status === 200 ? data : { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  );
});
