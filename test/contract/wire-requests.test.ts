import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateCustomerRequest } from '../../src/datasources/payment-data-source.js';
import { contracts } from '../support/provider-fixtures.js';
import { create, openProvider, type Provider } from './harness.js';
import { readOpenApi, undocumentedIn } from './open-api.js';
import { type ContractInput, fullProfile } from './provider-contract.js';
import { toWireRequest, type WireRequest } from './wire-request.js';

/**
 * Compares the exact requests to each provider with those in `test/fixtures/<provider>/`. A change in these files is a
 * change on the wire. `UPDATE_GOLDEN=1` rewrites them; read the diff.
 */
const update = process.env.UPDATE_GOLDEN === '1';

const withIds = (input: ContractInput, number: number): CreateCustomerRequest => ({
  profile: input.profile,
  options: input.options ?? {},
  requestClientToken: input.requestClientToken ?? false,
  merchantCustomerId: `customer-${number}`,
  idempotencyKey: `0190a000-0000-7000-8000-00000000${number}`,
  begunAt: new Date(),
});

describe.each(contracts)('%s', (_title, definition, contract) => {
  const api = readOpenApi(definition.document);
  const minimal = withIds(contract.minimal, 1041);
  const full = withIds({ profile: fullProfile, options: contract.fullOptions, requestClientToken: true }, 1042);
  let provider: Provider;
  beforeAll(async () => {
    provider = await openProvider(definition, contract.settings);
  });
  afterAll(() => provider.emulator.close());

  it.each([
    ['minimal', minimal],
    ['full', full],
  ])('%s creation', async (name, request) => {
    provider.reset();
    await create(provider.connect(), request);
    const [sent, ...others] = provider.requests().map(toWireRequest);
    expect(others).toEqual([]);
    expectGolden(definition.document, name, sent);
  });

  const { lookup } = definition.recovery;
  const lookUps = [minimal, full].flatMap((request, index) =>
    lookup?.call(request) ? [[index, request] as const] : [],
  );
  it.each(lookUps)('look-up %i', async (index, request) => {
    provider.reset();
    await provider.connect().findCustomer(request);
    const [sent, ...others] = provider.requests().map(toWireRequest);
    expect(others).toEqual([]);
    expectGolden(definition.document, index === 0 ? 'minimal-lookup' : 'full-lookup', sent);
  });

  function expectGolden(folder: string, name: string, sent: WireRequest | undefined): void {
    if (sent === undefined) throw new Error('nothing was sent');
    expect(undocumentedIn(api, sent)).toEqual([]);
    const file = new URL(`../fixtures/${folder}/${name}.json`, import.meta.url);
    if (update) {
      mkdirSync(new URL('.', file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(sent, null, 2)}\n`);
    }
    if (!existsSync(file)) throw new Error(`no ${file.pathname}: set UPDATE_GOLDEN=1 to write it, and read it`);
    expect(sent).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }
});

/** The tests above prove something only if the check finds mistakes. */
describe('the check against the document', () => {
  const good = { method: 'POST', url: '/customers', fields: { object_reference_id: 'customer-1', mobile_number: '1' } };
  const headers = {
    authorization: 'Basic a2V5Og==',
    'content-type': 'application/x-www-form-urlencoded',
    'x-merchantid': 'm',
    'x-routing-id': 'r',
  };
  const { authorization: _authorization, ...withoutCredential } = headers;
  const { 'x-routing-id': _routing, ...withoutRouting } = headers;
  const wrong: [string, Partial<WireRequest>, RegExp][] = [
    ['an unknown path', { url: '/customer' }, /not documented/],
    ['an unknown method', { method: 'PUT' }, /not documented/],
    ['a missing header', { headers: withoutRouting }, /header x-routing-id is missing/],
    ['an empty header', { headers: { ...headers, 'x-routing-id': '' } }, /header x-routing-id/],
    ['a missing credential', { headers: withoutCredential }, /credential/],
    ['another scheme', { headers: { ...headers, authorization: 'Bearer key' } }, /credential/],
    ['another media type', { headers: { ...headers, 'content-type': 'application/json' } }, /media type/],
    ['a missing field', { fields: { object_reference_id: 'customer-1' } }, /mobile_number/],
    ['a wrong field', { fields: { ...good.fields, email_address: '.a@b' } }, /email_address/],
    ['an unknown query', { method: 'GET', url: '/customers/1?a=1', fields: undefined }, /query a is not documented/],
  ];
  const juspay = readOpenApi('juspay');

  it('is content with a good request', () => {
    expect(undocumentedIn(juspay, { ...good, headers })).toEqual([]);
  });
  it.each(wrong)('finds %s', (_, change, complaint) => {
    expect(undocumentedIn(juspay, { ...good, headers, ...change }).join('\n')).toMatch(complaint);
  });
});
