import { describe, expect, it } from 'vitest';
import type { HttpSender } from '../../../../src/datasources/http/http-client.js';
import type { HttpOutcome } from '../../../../src/datasources/http/outcome.js';
import { compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { createDataSource } from '../../../../src/datasources/kit/data-source.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import type { ProviderDefinition } from '../../../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../../../src/datasources/registry.js';
import { aRequest } from '../provider-support.js';

/** What a broken or hostile provider, or a proxy, may answer: whatever it is, it is read quickly and within bounds. */

const secret = 'sk_live_3nBq/7Zt+PfXy==';
const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
const megabyte = 1_000_000;

const bodies: [what: string, body: string][] = [
  ['lists in lists', deep(megabyte / 2, '[', ']')],
  ['objects in objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
  ['an error in lists in lists', `{"error":${deep(70_000, '[', ']')},"errorCode":"x","message":{}}`],
  [
    'a record whose data are nested deep',
    `{"id":"a","customer_id":"a","customerId":"a","metadata":${deep(70_000, '[', ']')}}`,
  ],
  ['one long text', JSON.stringify({ error: 'x'.repeat(megabyte), errorDescription: 'x'.repeat(megabyte / 10) })],
  ['a text of labels', JSON.stringify({ error: 'Email and Email, '.repeat(megabyte / 17) })],
  [
    'a text of paths',
    JSON.stringify({ errorCode: 'bad_request', errorDescription: 'customerDetails.email '.repeat(45_000) }),
  ],
  ['a text of spaces', JSON.stringify({ error: ' '.repeat(megabyte), error_message: ' '.repeat(megabyte) })],
  ['many fields', JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, ['no']])))],
  ['many messages', JSON.stringify({ error: Array.from({ length: 100_000 }, () => 'no') })],
  ['a long field name', JSON.stringify({ ['x'.repeat(megabyte)]: ['no'] })],
  ['dots', JSON.stringify({ error: { code: 'IR_04', message: `Missing required param: ${'.'.repeat(megabyte)}` } })],
  ['not JSON', 'x'.repeat(megabyte)],
  ['almost HTML', `${' '.repeat(megabyte)}<`],
  ['a number beyond all', `{"error":1e99999,"id":${'9'.repeat(megabyte)}}`],
];

const settingsOf = ({ settings }: ProviderDefinition) =>
  Object.fromEntries(settings.map(({ name, values }) => [name, values?.[0] ?? secret]));

function sourceThatAnswers(definition: ProviderDefinition, status: number, body: string) {
  const outcome: HttpOutcome = {
    kind: 'answered',
    status,
    headers: { 'content-type': 'application/json' },
    body,
    sendings: 1,
    earlierUnknown: false,
  };
  const client: HttpSender = { send: async () => outcome, close: async () => {} };
  const compiled = compileProvider(definition, loadDocument(definition.document));
  const account = {
    name: 'default',
    mode: 'TEST',
    merchant: 'm',
    timeoutMs: 1_000,
    settings: settingsOf(definition),
    client,
  } as const;
  return createDataSource(compiled, account);
}

const request = aRequest({ firstName: 'Jo', lastName: 'Doe', email: 'jo@example.com' });

describe.each(providerDefinitions.map((definition) => [definition.title, definition] as const))(
  '%s',
  (_, definition) => {
    it.each(bodies)('reads %s', async (_what, body) => {
      for (const status of [200, 201, 400, 401, 404, 409, 422, 429, 500]) {
        const source = sourceThatAnswers(definition, status, body);
        const answer = await source.send(source.prepare(request));
        expect(JSON.stringify(answer).length).toBeLessThan(60_000);
        expect(JSON.stringify(await source.findCustomer(request)).length).toBeLessThan(60_000);
      }
    });

    it.each([
      [
        'an error',
        (text: string) => ({
          error: text,
          message: text,
          errorCode: text,
          errorDescription: text,
          error_message: text,
        }),
      ],
      ['an error of a field', (text: string) => ({ email: [text], error: { code: text, message: text } })],
      [
        'a record',
        (text: string) => ({ id: 'a', customer_id: 'a', customerId: 'a', email: text, first_name: text, name: text }),
      ],
    ])('shows no credential of ours that %s echoes', async (_what, bodyOf) => {
      const credential = definition.credential(settingsOf(definition));
      const pair = credential.kind === 'basic' ? `${credential.username}:${credential.password}` : secret;
      const encoded = Buffer.from(pair).toString('base64');
      for (const echoed of [
        `Bearer ${secret} is wrong`,
        ...(pair === secret ? [] : [`Basic ${encoded}`]),
        secret.replaceAll('/', '\\/'),
      ]) {
        for (const status of [200, 400, 401, 422]) {
          const source = sourceThatAnswers(
            definition,
            status,
            JSON.stringify(bodyOf(echoed)).replaceAll('\\\\/', '\\/'),
          );
          const shown = JSON.stringify([
            await source.send(source.prepare(request)),
            await source.findCustomer(request),
          ]);
          expect(shown).not.toContain(secret);
          expect(shown).not.toContain(encoded);
        }
      }
    });
  },
);
