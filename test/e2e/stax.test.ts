import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

type Result = CreateCustomerMutation['createCustomer'];

async function create(running: RunningApp, input: object): Promise<Result> {
  const variables = { input, provider: 'STAX' } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
}
const recordsAt = (running: RunningApp) => running.app.emulator?.customerStore('STAX').customers() ?? [];
const statusOf = (result: Result) => ('httpStatus' in result ? result.httpStatus : undefined);

/** With credentials, so that the documented quotas hold as they do for an account of Stax. */
async function startWithQuotas(settings: Record<string, string> = {}): Promise<RunningApp> {
  const running = await startApp({ EMULATOR: 'all', STAX_API_KEY: 'key', ...settings });
  onTestFinished(() => running.stop());
  running.app.emulator?.quotas.enforce('STAX');
  return running;
}

describe('custom fields and other options', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  test('repeat a request of version 0.1 under its key', async () => {
    const customFields = [{ key: 'q', value: 'w' }];
    const input = { reference: 'o2', company: 'C', idempotencyKey: 'old', providerOptions: { stax: { customFields } } };
    await create(running, input);
    const [row] = await running.app.database.sql<{ fingerprint: string }>(
      'SELECT fingerprint FROM customer_creation WHERE idempotency_key = $1',
      ['old'],
    );
    // As that version stored it.
    expect(row?.fingerprint).toBe('8wOfjAgH328hQ30eOV3piU7A_mSVilM5iI7wCcnGKYs');
  });

  test('reach Stax in the form of its contract', async () => {
    const result = await create(running, {
      company: 'Rao Ltd',
      metadata: [
        { key: 'tier', value: 'gold' },
        { key: 'plan', json: { of: ['a'] } },
      ],
      providerOptions: {
        stax: {
          customFields: [
            { name: 'tier', id: '7', visible: false },
            { name: 'color', value: 'blue', type: 'list', placeholder: '', required: true },
            { key: 'size', value: 'L' },
          ],
          ccEmails: ['\u200Baccounts@müller.example '],
          ccSms: ['+1 202 555 0143'],
          allowInvoiceCreditCardPayments: true,
          options: [
            { key: 'language', value: 'en' },
            { key: 'limits', json: { net: [30] } },
          ],
        },
      },
    });
    expect(result).toMatchObject({ __typename: 'CreateCustomerSuccess', notSent: [] });
    expect(recordsAt(running).at(-1)).toMatchObject({
      cc_emails: ['accounts@xn--mller-kva.example'],
      cc_sms: ['+1 202 555 0143'],
      allow_invoice_credit_card_payments: true,
      options: {
        language: 'en',
        limits: { net: [30] },
        customer_custom_fields: [
          { name: 'plan', type: 'text', value: '{"of":["a"]}' },
          { id: '7', name: 'tier', type: 'text', value: 'gold', visible: false },
          { name: 'color', type: 'list', value: 'blue', placeholder: '', required: true },
          { name: 'size', type: 'text', value: 'L' },
        ],
      },
    });
  });

  test('metadata that gives way to another value is told as not sent', async () => {
    const result = await create(running, {
      company: 'Rao Ltd',
      metadata: [{ key: 'tier', value: 'gold' }],
      providerOptions: { stax: { customFields: [{ name: 'tier', value: 'silver' }] } },
    });
    expect(result).toMatchObject({
      notSent: [['metadata']],
      customer: { metadata: [{ key: 'tier', value: 'gold' }] },
    });
  });

  test('what is wrong with them is told in their places', async () => {
    const result = await create(running, {
      company: 'x'.repeat(255),
      providerOptions: {
        stax: {
          customFields: [{ value: 'x' }, { name: 'a' }, { name: 'a' }],
          ccEmails: ['a@b.example', 'nobody'],
          options: [{ key: 'customer_custom_fields', json: [] }],
        },
      },
    });
    expect(result.__typename).toBe('InvalidCustomerInputError');
    const violations = 'violations' in result ? result.violations : [];
    expect(violations.map(({ path, code }) => `${path.slice(2).join('.')} ${code}`).sort()).toEqual([
      'ccEmails.1 INVALID_FORMAT',
      'customFields.0.name REQUIRED',
      'customFields.2.name DUPLICATE',
      'options.0.key NOT_SUPPORTED_BY_PROVIDER',
    ]);
  });
});

test('a customer that was deleted at Stax is not linked: another is created', async () => {
  const running = await startApp({ EMULATOR: 'all', STAX_API_KEY: 'key' });
  onTestFinished(() => running.stop());
  running.app.emulator?.customerStore('STAX').add({
    id: 'deleted-1',
    email: 'asha@example.com',
    reference: 'customer-1042',
    deleted_at: '2026-11-21 02:47:37',
  });
  const result = await create(running, { reference: 'customer-1042', email: 'asha@example.com' });
  const [, record] = recordsAt(running);
  expect(result).toMatchObject({ created: true, providerCustomer: { externalId: record?.id } });
});

describe('quotas', () => {
  test('failing creations stop before Stax blocks this address', async () => {
    const running = await startWithQuotas();
    running.app.emulator?.faults.inject('STAX', {
      operationId: 'createCustomer',
      times: Number.POSITIVE_INFINITY,
      fault: { kind: 'answer', name: 'invalid_field' },
    });
    const results = await Promise.all(Array.from({ length: 30 }, () => create(running, { company: 'Rao Ltd' })));
    const refused = results.filter((result) => statusOf(result) === 422);
    const busy = results.filter(({ __typename }) => __typename === 'ServiceBusyError');
    expect([refused.length, busy.length]).toEqual([9, 21]);
    for (const result of busy) {
      expect(result).toMatchObject({
        retryable: true,
        message: expect.stringContaining('Nothing was sent to Stax'),
        retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 50 && seconds <= 60),
      });
    }
    expect(running.app.emulator?.requests('STAX')).toHaveLength(9);
  });

  test('without such a budget, Stax blocks for an hour, and is left alone that long', async () => {
    const running = await startWithQuotas({ STAX_FAILED_REQUESTS_PER_MINUTE: '1000' });
    running.app.emulator?.faults.inject('STAX', { times: 10, fault: { kind: 'answer', name: 'invalid_field' } });
    for (let n = 0; n < 10; n++) expect(statusOf(await create(running, { company: 'Rao Ltd' }))).toBe(422);
    expect(await create(running, { company: 'Rao Ltd' })).toMatchObject({
      __typename: 'ProviderRateLimitError',
      retryAfterSeconds: 3600,
    });
    expect(await create(running, { company: 'Rao Ltd' })).toMatchObject({
      __typename: 'ServiceBusyError',
      retryAfterSeconds: 3600,
      message: 'Nothing was sent to Stax: the provider asked to wait.',
    });
    expect(running.app.emulator?.requests('STAX')).toHaveLength(11);
  });

  test('recovery comes back after the time that Stax asked it to wait', async () => {
    const running = await startWithQuotas({ RECOVERY_INTERVAL_MS: '50' });
    const { emulator } = running.app;
    emulator?.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'reset', recorded: true } });
    const result = await create(running, { company: 'Rao Ltd' });
    emulator?.faults.inject('STAX', { operationId: 'listCustomers', fault: { kind: 'answer', name: 'blocked' } });
    const id = 'creation' in result && result.creation ? result.creation.id : '';
    const minutesLeft = async () => {
      const [row] = await running.app.database.sql<{ minutes: number }>(
        `SELECT extract(epoch FROM next_attempt_at - now())::float8 / 60 AS minutes
         FROM customer_creation WHERE id = $1::uuid AND state = 'UNKNOWN'`,
        [id],
      );
      return row?.minutes;
    };
    await expect.poll(minutesLeft, { timeout: 20_000, interval: 200 }).toBeGreaterThan(59);
    expect(await minutesLeft()).toBeLessThan(62);
    const requests = emulator?.requests('STAX').length;
    await expect.poll(minutesLeft, { timeout: 2_000 }).toBeGreaterThan(59);
    expect(emulator?.requests('STAX')).toHaveLength(requests ?? 0);
  }, 30_000);
});
