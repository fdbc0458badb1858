import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonSchema, loadDocument, type Operation } from '../../src/datasources/kit/document.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { credentialHeader } from '../../src/emulator/authentication.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { readFixture } from '../support/provider-fixtures.js';
import type { DocumentedExample } from './documented-example.js';

/** Uses another validator than the emulator and the data sources, so that a mistake of theirs shows. */
function faultsIn(body: unknown, schema: JsonSchema | undefined): string[] {
  if (schema === undefined) return [];
  return new Validator(schema, '2020-12', false)
    .validate(body)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

const providers = await Promise.all(
  providerDefinitions.map(async (definition) => ({
    title: definition.title,
    definition,
    examples: await readFixture<readonly DocumentedExample[]>(
      definition,
      'examples',
      'the requests that its own page shows',
    ),
  })),
);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ providers: providerDefinitions });
});
afterAll(() => emulator.close());

describe.each(providers)('$title', ({ definition: { name, document, emulator: emulated }, examples }) => {
  const { security, operations } = loadDocument(document);
  const create = operations.get('createCustomer') as Operation;
  const failures = Object.entries(emulated.failures).map(([failure, answer]) => ({ failure, answer }));
  const post = (path: string, init: RequestInit = {}) =>
    fetch(emulator.baseUrl(name) + path, { ...init, method: 'POST' });

  it.each(examples)('takes what its own page shows: $title: $status', async (example) => {
    const { path, headers, body, status, answer } = example;
    const response = await post(path, { headers, body });
    const answered: unknown = await response.json();
    expect({ status: response.status, answered }).toMatchObject({ status, answered: answer });
    expect(faultsIn(answered, create.responses.get(status))).toEqual([]);
  });

  it('is shown with a success, and refuses it without its credential', async () => {
    const [{ path, headers, status }] = examples as [DocumentedExample];
    expect(status).toBeLessThan(300);
    const others = Object.entries(headers).filter(([header]) => header.toLowerCase() !== credentialHeader(security));
    expect(others).toHaveLength(Object.keys(headers).length - 1);
    const response = await post(path, { headers: Object.fromEntries(others), body: '{}' });
    expect(response.status).toBe(401);
    const text = await response.text();
    expect(faultsIn(text === '' ? undefined : JSON.parse(text), create.responses.get(401))).toEqual([]);
  });

  it.each(failures)('$failure keeps to the schema of its status', ({ answer: { status, body } }) => {
    const sent: unknown = body && JSON.parse(JSON.stringify(body));
    const documented = [...operations.values()].filter(({ responses }) => responses.has(status));
    expect(documented).not.toEqual([]);
    expect(documented.map(({ responses }) => faultsIn(sent, responses.get(status)))).toContainEqual([]);
  });

  it.each(failures)('$failure is given when asked for', async ({ failure, answer: { status, body } }) => {
    emulator.faults.inject(name, { fault: { kind: 'answer', name: failure } });
    const response = await post(create.path);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body === undefined ? '' : JSON.stringify(body));
  });
});
