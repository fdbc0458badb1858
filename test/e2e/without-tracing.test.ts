import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { CreateCustomerDocument } from '../generated/operations.js';
import { startApp } from '../support/app.js';

const { cache } = createRequire(import.meta.url);
const loaded = () => Object.keys(cache).filter((path) => path.includes('/@opentelemetry/sdk-'));

test('nothing of the SDK is loaded unless a collector is named', async () => {
  const running = await startApp();
  const input = { firstName: 'Asha' };
  const { data } = await running.query(CreateCustomerDocument, { input, provider: 'STAX' as never });
  await running.stop();
  expect(data?.createCustomer.__typename).toBe('CreateCustomerSuccess');
  expect(loaded()).toEqual([]);

  await import('../../src/tracing/tracing.js');
  expect(loaded()).not.toEqual([]);
});
