import { expect, it, onTestFinished } from 'vitest';
import { type AccountOptions, createDataSources } from '../../../src/datasources/data-sources.js';
import { stax } from '../../../src/datasources/stax/index.js';
import { xpay } from '../../../src/datasources/xpay/index.js';
import { startEmulator } from '../../../src/emulator/emulator.js';
import { aRequest } from './provider-support.js';

it('gives every account credentials, limits and a circuit of its own', async () => {
  const emulator = await startEmulator({ providers: [xpay, stax] });
  onTestFinished(() => emulator.close());
  const account = (definition: typeof stax, name: string, settings: AccountOptions['settings']): AccountOptions => ({
    definition,
    account: name,
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

  await sources.find('STAX', 'default')?.createCustomer(aRequest({ company: 'Acme' }));
  await sources.find('STAX', 'eu')?.createCustomer(aRequest({ company: 'Acme' }));
  expect(emulator.requests('STAX').map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);

  emulator.faults.inject('STAX', { fault: { kind: 'reset', recorded: false }, times: Number.POSITIVE_INFINITY });
  for (let count = 0; count < 5; count++)
    await sources.find('STAX', 'eu')?.createCustomer(aRequest({ company: 'Acme' }));
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
  expect(await sources.find('XPAY', 'default')?.createCustomer(aRequest())).toMatchObject({ kind: 'unavailable' });
});
