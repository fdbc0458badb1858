import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

/** A request can be followed by one id: from what its caller sees to what the log says of the provider's answer. */

let running: RunningApp;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  const log = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  running = await startApp({ SUBGRAPH_SHARED_SECRET: 'the-secret-of-the-gateway' }, pino(log));
});
afterAll(() => running.stop());

async function send(query: string, id?: string, secret = 'the-secret-of-the-gateway') {
  const answer = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'router-authorization': secret,
      ...(id !== undefined && { 'x-request-id': id }),
    },
    body: JSON.stringify({ query }),
  });
  const body = (await answer.json()) as { errors?: { extensions: { requestId?: string } }[]; data?: unknown };
  return { id: answer.headers.get('x-request-id'), ...body };
}
const create = (email: string) =>
  `mutation { createCustomer(provider: SOAP, input: { firstName: "Asha", lastName: "Rao", email: "${email}", dateOfBirth: "1990-01-31", phone: "+12025550143" }) { __typename ... on ProviderOutcomeUnknownError { creation { id } } } }`;

describe('the id of a request', () => {
  it('is the caller’s, in the answer and in errors', async () => {
    const { id, errors } = await send('{ nothing }', 'gateway:7f/1');
    expect(id).toBe('gateway:7f/1');
    expect(errors).toMatchObject([{ extensions: { requestId: 'gateway:7f/1', code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it.each([undefined, '', 'a b', 'x'.repeat(129), '"}', 'ü'])(
    'is a new one where the caller’s is %j',
    async (given) => {
      const [{ id }, { id: other }] = [await send('{ __typename }', given), await send('{ __typename }', given)];
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(other).not.toBe(id);
    },
  );

  it('is in what the door answers, and probes', async () => {
    const { id, errors } = await send('{ __typename }', 'at-the-door', 'wrong');
    expect([id, errors?.[0]?.extensions.requestId]).toEqual(['at-the-door', 'at-the-door']);
    const probe = await fetch(`${running.url}/healthz`, { headers: { 'x-request-id': 'probe' } });
    expect(probe.headers.get('x-request-id')).toBe('probe');
  });

  it('is in the line of a creation that fails, with the provider’s status and code', async () => {
    running.app.emulator?.faults.inject('SOAP', { fault: { kind: 'answer', name: 'unauthorized' } });
    await send(create('failed@example.com'), 'fails');
    expect(lines.filter(({ requestId }) => requestId === 'fails')).toMatchObject([
      {
        level: 50,
        provider: 'SOAP',
        account: 'default',
        mode: 'EMULATED',
        state: 'FAILED',
        kind: 'authentication',
        httpStatus: 401,
        attempts: 1,
      },
    ]);
  });

  it('is in the line of a creation whose outcome is unknown, with the id that recovery’s lines have', async () => {
    running.app.emulator?.faults.inject('SOAP', {
      times: 1,
      operationId: 'createCustomer',
      fault: { kind: 'empty', status: 500 },
    });
    const { data } = await send(create('unknown@example.com'), 'unknown');
    const { createCustomer } = data as { createCustomer: { creation: { id: string } } };
    const unknown = lines.filter(({ requestId }) => requestId === 'unknown');
    expect(unknown).toMatchObject([
      { level: 40, creationId: createCustomer.creation.id, state: 'UNKNOWN', httpStatus: 500 },
    ]);
  });

  it('is in the line of a database that fails, and nothing of what was asked', async () => {
    const { sql } = running.app.database;
    await sql('ALTER TABLE customer RENAME TO away', []);
    const { errors } = await send('{ customerByReference(reference: "jane") { id } }', 'no-table');
    await sql('ALTER TABLE away RENAME TO customer', []);
    expect(errors).toMatchObject([{ message: 'Internal server error', extensions: { requestId: 'no-table' } }]);
    const told = lines.filter(({ requestId }) => requestId === 'no-table');
    expect(told).toMatchObject([{ msg: 'a resolver failed', sqlState: '42P01' }]);
    expect(JSON.stringify(told)).not.toContain('jane');
  });
});
