import { expect, it, onTestFinished } from 'vitest';
import { type AccountOptions, createDataSources, type DataSources } from '../../../src/datasources/data-sources.js';
import type { CreateCustomerAnswer, CreateCustomerRequest } from '../../../src/datasources/payment-data-source.js';
import { stax } from '../../../src/datasources/stax/definition.js';
import { xpay } from '../../../src/datasources/xpay/definition.js';
import { startEmulator } from '../../../src/emulator/emulator.js';
import { aRequest } from './provider-support.js';

function create(sources: DataSources, provider: string, account: string, request: CreateCustomerRequest) {
  const source = sources.find(provider, account);
  return source?.send(source.prepare(request));
}

it('counts failures for all accounts of a provider that blocks an address for them', async () => {
  const emulator = await startEmulator({ providers: [stax] });
  onTestFinished(() => emulator.close());
  const account = (name: string, failedRequestsPerMinute?: number): AccountOptions => ({
    definition: stax,
    account: name,
    mode: 'TEST',
    settings: { API_KEY: 'invalid' },
    baseUrl: emulator.baseUrl('STAX'),
    timeoutMs: 1000,
    maxConcurrency: 2,
    failedRequestsPerMinute,
  });
  const counted = createDataSources([account('default', 2), account('eu', 2)]);
  const uncounted = createDataSources([account('default'), account('eu')]);
  onTestFinished(() => Promise.all([counted.close(), uncounted.close()]).then(() => undefined));
  const kinds = async (sources: DataSources) => {
    const answers: (CreateCustomerAnswer | undefined)[] = [];
    for (const name of ['default', 'eu', 'default', 'eu']) {
      answers.push(await create(sources, 'STAX', name, aRequest({ company: 'Acme' })));
    }
    return answers.map((answer) => answer?.kind);
  };
  expect(await kinds(counted)).toEqual(['authentication', 'authentication', 'busy', 'busy']);
  expect(await kinds(uncounted)).toEqual(Array.from({ length: 4 }, () => 'authentication'));
});

it('takes over another limit of failures, and remembers those before', async () => {
  const emulator = await startEmulator({ providers: [stax] });
  onTestFinished(() => emulator.close());
  const accounts = (failedRequestsPerMinute: number): AccountOptions[] => [
    {
      definition: stax,
      account: 'default',
      mode: 'TEST',
      settings: { API_KEY: 'invalid' },
      baseUrl: emulator.baseUrl('STAX'),
      timeoutMs: 1000,
      maxConcurrency: 2,
      failedRequestsPerMinute,
    },
  ];
  const sources = createDataSources(accounts(5));
  onTestFinished(() => sources.close());
  const next = async () => (await create(sources, 'STAX', 'default', aRequest({ company: 'Acme' })))?.kind;
  expect([await next(), await next()]).toEqual(['authentication', 'authentication']);
  sources.replace(accounts(2));
  expect(await next()).toBe('busy');
  sources.replace(accounts(3));
  expect([await next(), await next()]).toEqual(['authentication', 'busy']);
});

it('gives every account credentials, limits and a circuit of its own', async () => {
  const emulator = await startEmulator({ providers: [xpay, stax] });
  onTestFinished(() => emulator.close());
  const account = (definition: typeof stax, name: string, settings: AccountOptions['settings']): AccountOptions => ({
    definition,
    account: name,
    mode: 'EMULATED',
    settings,
    baseUrl: emulator.baseUrl(definition.name),
    timeoutMs: 1000,
    maxConcurrency: 2,
  });
  const sources = createDataSources([
    account(stax, 'default', { API_KEY: 'one' }),
    account(stax, 'eu', { API_KEY: 'two' }),
    account(xpay, 'default', { PUBLIC_KEY: 'public', PRIVATE_KEY: 'private' }),
  ]);
  onTestFinished(() => sources.close());

  expect(sources.find('STAX', 'eu')).toMatchObject({ provider: 'STAX', account: 'eu' });
  expect(sources.find('STAX', 'us')).toBeUndefined();
  expect(sources.find('JUSPAY', 'default')).toBeUndefined();

  await create(sources, 'STAX', 'default', aRequest({ company: 'Acme' }));
  await create(sources, 'STAX', 'eu', aRequest({ company: 'Acme' }));
  expect(emulator.requests('STAX').map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);

  emulator.faults.inject('STAX', { fault: { kind: 'reset', recorded: false }, times: Number.POSITIVE_INFINITY });
  for (let count = 0; count < 5; count++) await create(sources, 'STAX', 'eu', aRequest({ company: 'Acme' }));
  const circuits = sources.circuits();
  expect(circuits.map(({ provider, account: name }) => `${provider} ${name}`)).toEqual([
    'STAX default',
    'STAX eu',
    'XPAY default',
  ]);
  const [first, second] = circuits;
  expect(first?.circuit).not.toEqual(second?.circuit);
  expect(circuits.every(({ inFlight }) => inFlight === 0)).toBe(true);

  await sources.close();
  expect(await create(sources, 'XPAY', 'default', aRequest())).toMatchObject({ kind: 'busy' });
});
