import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import {
  CreateCustomerDocument,
  type CreateCustomerMutationVariables,
  LinksOfCustomerDocument,
  ProvidersDocument,
  ReadCustomerDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** One database, first with emulated providers, then with real accounts: what was made in one is not known in the other. */

let running: RunningApp;
/** Stands for the providers' own hosts. */
let providers: Emulator;
const logged: string[] = [];
beforeAll(async () => {
  const logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line).msg) });
  [providers, running] = await Promise.all([
    startEmulator({ providers: providerDefinitions }),
    startApp({ EMULATOR: 'all' }, logger),
  ]);
});
afterAll(async () => {
  await running.stop();
  await providers.close();
});

const real = (environment: string) =>
  Object.fromEntries(
    providerDefinitions.flatMap(({ name, settings }) => [
      [`${name}_BASE_URL`, providers.baseUrl(name)],
      [`${name}_ENVIRONMENT`, environment],
      ...settings.flatMap((setting) => (setting.emulated ? [[`${name}_${setting.name}`, setting.emulated]] : [])),
    ]),
  );

async function create(provider: string, input: object) {
  const variables = { provider, input } as CreateCustomerMutationVariables;
  const { data } = await running.query(CreateCustomerDocument, variables);
  const result = data?.createCustomer;
  if (result?.__typename !== 'CreateCustomerSuccess') throw new Error(JSON.stringify(result));
  return result;
}

const names = providerDefinitions.map(({ name }) => name);
const otherModes = async () =>
  (await running.query(ProvidersDocument, {})).data?.providers.map(({ accounts }) => accounts[0]?.otherModes);

test('a customer of one mode is created anew in another, and each mode shows its own records', async () => {
  const reference = randomUUID();
  const idempotencyKey = randomUUID();
  const person = { firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
  const inputs = Object.fromEntries(names.map((name) => [name, { ...person, reference }]));
  const known = new Map<string, string>();
  let id = '';
  for (const [environment, mode, others] of [
    ['emulated', 'EMULATED', []],
    ['test', 'TEST', ['EMULATED']],
    ['live', 'LIVE', ['EMULATED', 'TEST']],
  ] as const) {
    if (environment !== 'emulated') {
      logged.length = 0;
      running = await running.restart({ EMULATOR: 'off', ...real(environment) });
      // Awaited with the embedded database; PostgreSQL must not hold up the start.
      await vi.waitUntil(() => logged.length >= names.length);
      expect(logged).toContain(
        `provider XPAY, account default: this database was used in ${others.join(' and ')} mode before; customers ` +
          `created there are not visible in ${mode} mode`,
      );
    }
    for (const provider of names) {
      const { customer, created, providerCustomer } = await create(provider, inputs[provider] ?? {});
      id ||= customer.id;
      expect(customer.id).toBe(id);
      // The stand-in for the live hosts is the one for the test hosts, so it has the customer already.
      if (mode !== 'LIVE') expect([provider, created]).toEqual([provider, true]);
      expect(await create(provider, inputs[provider] ?? {})).toMatchObject({ created: false, providerCustomer });
      known.set(`${mode} ${provider}`, providerCustomer.externalId);
    }
    const { data } = await running.query(LinksOfCustomerDocument, { id });
    expect(data?.customer?.providerCustomers).toEqual(
      names.map((provider) => ({ provider, mode, externalId: known.get(`${mode} ${provider}`) })),
    );
    expect(await otherModes()).toEqual(names.map(() => others));

    const emulated = { id, reference, provider: 'SOAP', externalId: known.get('EMULATED SOAP') ?? '' } as const;
    const found = (await running.query(ReadCustomerDocument, emulated)).data?.providerCustomer;
    expect(found?.customer.id).toBe(mode === 'EMULATED' ? id : undefined);

    // The same key is another request's in another mode.
    const keyed = { ...person, email: `${mode}.${reference}@example.com`, idempotencyKey };
    expect(await create('XPAY', keyed)).toMatchObject({ created: true });
    expect(await create('XPAY', keyed)).toMatchObject({ created: false });
  }
});
