import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
afterEach(() => running.stop());

const small = '{ __typename }';
/** Some 90 kB: what every provider takes, and the schema. */
const large = `{ providers { provider inputs { path type label required } }
  __schema { types { name description fields { name description args { name description } } } } }`;

/** `fetch` would unpack the answer by itself, and ask for it packed. */
async function ask(query: string, acceptEncoding?: string): Promise<{ encoding?: string; body: Buffer }> {
  const headers = { 'content-type': 'application/json', ...(acceptEncoding && { 'accept-encoding': acceptEncoding }) };
  const asking = request(`${running.url}/graphql`, { method: 'POST', headers }).end(JSON.stringify({ query }));
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { encoding: answer.headers['content-encoding'], body: await buffer(answer) };
}

test('large answers are packed for those who can read it', async () => {
  running = await startApp();
  const plain = await ask(large);
  expect(plain.encoding).toBeUndefined();
  expect(plain.body.length).toBeGreaterThan(32 * 1024);
  expect(JSON.parse(plain.body.toString()).errors).toBeUndefined();
  const zipped = await ask(large, 'br;q=0.5, gzip');
  expect([zipped.encoding, gunzipSync(zipped.body).equals(plain.body)]).toEqual(['gzip', true]);
  const brotli = await ask(large, 'br');
  expect([brotli.encoding, brotliDecompressSync(brotli.body).equals(plain.body)]).toEqual(['br', true]);
  expect(Math.max(zipped.body.length, brotli.body.length)).toBeLessThan(plain.body.length / 3);
  expect(await ask(large, 'identity')).toEqual(plain);
  expect((await ask(small, 'gzip')).encoding).toBeUndefined();
});

test('packed requests are refused, and say what is wrong', async () => {
  running = await startApp();
  const send = (encoding: string, body: string | Buffer<ArrayBuffer>) =>
    fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      body,
    });
  const refused = await send('gzip', gzipSync(JSON.stringify({ query: small })));
  expect([refused.status, refused.headers.get('accept-encoding'), await refused.json()]).toEqual([
    415,
    'identity',
    {
      statusCode: 415,
      code: 'CONTENT_ENCODING_NOT_SUPPORTED',
      error: 'Unsupported Media Type',
      message: 'A request with Content-Encoding: gzip is not read: send it as it is',
    },
  ]);
  expect((await send('identity', JSON.stringify({ query: small }))).status).toBe(200);
});

test('none are when it is off', async () => {
  running = await startApp({ COMPRESSION: 'off' });
  expect((await ask(large, 'gzip, br')).encoding).toBeUndefined();
});
