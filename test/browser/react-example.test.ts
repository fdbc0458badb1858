import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page, type Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { describeLook } from './react-look.js';
import { type Stack, startStack } from './stack.js';

/** Debian's Chromium, unless `CHROMIUM_PATH` names another. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

let stack: Stack;
let browser: Browser;
let page: Page;
let mishaps: string[];
/** The variables of every `createCustomer` that the page sent. */
let sent: { provider: string; input: Record<string, unknown> }[];

beforeAll(async () => {
  stack = await startStack();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  // The first time, the packages of the gateway and of the page are installed.
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
}, 30_000);

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
  page = await context.newPage();
  // Soon enough to say in a failing test what it waited for.
  page.setDefaultTimeout(10_000);
  mishaps = [];
  sent = [];
  page.on('pageerror', (error) => mishaps.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') mishaps.push(message.text());
  });
  page.on('request', (request) => {
    const operation = request.postDataJSON() as { operationName?: string; variables: (typeof sent)[number] } | null;
    if (operation?.operationName === 'CreateCustomer') sent.push(operation.variables);
  });
  await page.goto(stack.url);
  await page.getByRole('radio', { name: 'Soap' }).check();
  return () => context.close();
}, 30_000);

afterEach(() => stack.clearFaults());

const field = (label: string) => page.getByRole('textbox', { name: label, exact: true });
const choice = (label: string) => page.getByRole('combobox', { name: label, exact: true });
const create = () => page.getByRole('button', { name: /^Create at/ }).click();
const notice = () => page.locator('.notice');
const heading = (name: string) => page.getByRole('heading', { name });

/** What a screen reader says of a control beside its name. */
const description = (control: Locator) =>
  control.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id: string) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
const isFocused = (control: Locator) => control.evaluate((element) => element.ownerDocument.activeElement === element);
const isInvalid = async (control: Locator) => (await control.getAttribute('aria-invalid')) === 'true';

let people = 0;
/** Fills the form for somebody whom no other test knows; returns the e-mail address. */
async function fillIn(): Promise<string> {
  people += 1;
  const email = `asha.rao.${people}@example.com`;
  await field('First name').fill('Asha');
  await field('Last name').fill('Rao');
  await field('E-mail').fill(email);
  return email;
}

/** By the names that browsers fill fields by, of which every provider's form has the same. */
async function fillInAsABrowser(): Promise<void> {
  people += 1;
  const known: Readonly<Record<string, string>> = {
    'given-name': 'Asha',
    'family-name': 'Rao',
    email: `asha.rao.${people}@example.com`,
    tel: '+12025550143',
    organization: 'Example Traders',
    bday: '1990-01-31',
  };
  for (const [name, value] of Object.entries(known)) {
    await page.locator(`[autocomplete="${name}"]`).fill(value);
  }
}

/** How many customers the emulated Soap has with this address. */
const recordsOf = async (email: string): Promise<number> =>
  (await stack.customers('SOAP')).filter((customer) => JSON.stringify(customer).includes(`"${email}"`)).length;

/** Leaves a picture for whoever names a folder in `SCREENSHOTS`. */
async function picture(name: string): Promise<void> {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

describe('the React example', () => {
  it('says how a list is typed also where the API has a hint of what may be in it', async () => {
    await page.getByRole('radio', { name: 'Vaultera' }).check();
    expect(await description(field('Custom details'))).toMatch(/such as plan=gold\. At most 50 entries/);
    await page.getByRole('radio', { name: 'Juspay' }).check();
    expect(await description(field('Gateways'))).toMatch(/^Separate several with commas\. Gateways that/);
  });

  it('shows what is wrong beside the fields before anything is sent, and succeeds when it is corrected', async () => {
    await picture('form');
    await field('E-mail').fill('asha.rao@');
    await field('First name').fill('Asha');
    await create();

    await heading('Some fields need another look').waitFor();
    await picture('violations');
    expect(await isInvalid(field('E-mail'))).toBe(true);
    expect(await description(field('E-mail'))).toContain('such as jane.doe@example.com');
    expect(await description(field('Last name'))).toContain('Soap requires this. Of a person with a single name,');
    expect(await isInvalid(field('First name'))).toBe(false);
    expect(await isFocused(notice())).toBe(true);
    expect(sent).toEqual([]);

    await fillIn();
    expect(await isInvalid(field('E-mail'))).toBe(false);
    await create();
    await heading('Created at Soap').waitFor();
    await picture('success');
    const said = await page.locator('dl').innerText();
    expect(said).toMatch(/Customer\s+[0-9a-f]{8}-/);
    expect(said).toMatch(/ID at Soap\s+cus_/);
    expect(said).not.toContain('Not sent');
    expect(await isFocused(heading('Created at Soap'))).toBe(true);
    expect(mishaps).toEqual([]);
  });

  it('shows the violations that only the API can find beside their fields', async () => {
    await fillIn();
    await field('Phone').fill('+442071838750');
    await create();
    await heading('Some fields need another look').waitFor();
    expect(await isInvalid(field('Phone'))).toBe(true);
    expect(await notice().getByRole('link').allInnerTexts()).toEqual([
      'Phone: Soap accepts only phone numbers with country code +1 and 10 digits.',
    ]);
    expect(await isFocused(notice())).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('shows what is wrong with a part of a field beside the field', async () => {
    await page.getByRole('radio', { name: 'Vaultera' }).check();
    await field('Custom details').fill('plan=gold\nplan=silver');
    await create();
    await heading('Some fields need another look').waitFor();
    expect(await description(field('Custom details'))).toContain('Each key may stand in the metadata once.');
  });

  it('says what was kept and not sent', async () => {
    await fillIn();
    await field('City').fill('Berlin');
    await field('Custom details').fill('plan=gold\nsource = fair');
    await create();
    await heading('Created at Soap').waitFor();
    expect(await page.locator('dl').innerText()).toMatch(
      /Not sent to Soap\s+(City, Custom details|Custom details, City) \(kept/,
    );
    expect(sent[0]?.input.metadata).toEqual([
      { key: 'plan', value: 'gold' },
      { key: 'source', value: 'fair' },
    ]);
  });

  it('tells whose record is in the way, and takes other data under a new key', async () => {
    const email = await fillIn();
    await create();
    await page.getByRole('button', { name: 'Create another customer' }).click();
    await fillIn();
    await field('E-mail').fill(email);
    await create();

    await heading('The provider has this customer already').waitFor();
    await picture('already-exists');
    expect(await notice().innerText()).toMatch(/Its record cus_\w+ belongs to the customer [0-9a-f]{8}-/);
    expect(await notice().innerText()).toContain('Email has already been taken');
    expect(await isFocused(notice())).toBe(true);

    await field('E-mail').fill(`other.${email}`);
    await create();
    await heading('Created at Soap').waitFor();
    expect(new Set(sent.map(({ input }) => input.idempotencyKey)).size).toBe(3);
  });

  it('says how long to wait after too many requests, and tries again under the same key', async () => {
    const answer = { kind: 'status', status: 429, headers: { 'retry-after': '3' } };
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault: answer });
    await fillIn();
    await create();
    await heading('Too many requests').waitFor();
    await picture('rate-limit');
    expect(await notice().innerText()).toMatch(/Try again in \d+ seconds\./);

    await stack.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading('Created at Soap').waitFor();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('names the trouble with credentials, and keeps what was typed', async () => {
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault: { kind: 'answer', name: 'unauthorized' } });
    await fillIn();
    await create();
    await heading('The provider did not let this service in').waitFor();
    expect(await field('Last name').inputValue()).toBe('Rao');
  });

  it('shows the provider’s own words when it refuses the data', async () => {
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault: { kind: 'answer', name: 'invalid' } });
    await fillIn();
    await create();
    await heading('The provider refused the data').waitFor();
    expect(await page.locator('form').innerText()).toContain('Date of birth is invalid');
  });

  it('follows a creation whose outcome is unknown to its end', async () => {
    const fault = { kind: 'reset', recorded: true };
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault });
    await fillIn();
    await create();
    await heading('Finding out whether the customer was created…').waitFor();
    await picture('unknown');
    expect(await notice().innerText()).toContain('the connection failed before the complete response arrived.');
    expect(await field('E-mail').isDisabled()).toBe(true);

    await stack.clearFaults();
    await heading('Created at Soap').or(heading('Linked at Soap')).waitFor({ timeout: 30_000 });
    expect(sent).toHaveLength(1);
  });

  it('goes on with what was sent when the page is loaded again, and creates nothing twice', async () => {
    await stack.injectFault({ provider: 'SOAP', fault: { kind: 'latency', ms: 3_000 } });
    const email = await fillIn();
    await choice('Country of the phone number').selectOption('CA');
    await field('Phone').fill('506 234 5678');
    await choice('Country').selectOption('AU');
    await choice('State or region').selectOption('QLD');
    await create();
    await expect.poll(() => sent.length).toBe(1);
    await page.reload();

    await expect.poll(() => field('E-mail').inputValue()).toBe(email);
    expect(await choice('Country of the phone number').inputValue()).toBe('CA');
    expect(await field('Phone').inputValue()).toBe('506 234 5678');
    await expect.poll(() => choice('State or region').inputValue()).toBe('QLD');
    expect(await field('E-mail').isDisabled()).toBe(true);
    await heading('Created at Soap').waitFor();
    await picture('created-after-reload');
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(await recordsOf(email)).toBe(1);

    // With the answer, what was typed is forgotten.
    await page.reload();
    await page.getByRole('radio', { name: 'Soap' }).check();
    expect(await field('E-mail').inputValue()).toBe('');
    expect(sent).toHaveLength(2);
  });

  it.each([
    '{}',
    '[]',
    'null',
    'no JSON',
    '{"idempotencyKey":"k","request":{"provider":"GONE","input":{}},"values":{}}',
  ])('starts with an empty form when what was kept is of no use: %s', async (text) => {
    await page.evaluate(`sessionStorage.setItem('unanswered-customer', ${JSON.stringify(text)})`);
    await page.reload();
    await page.getByRole('radio', { name: 'Soap' }).check();
    expect(await field('E-mail').isEnabled()).toBe(true);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    expect(mishaps).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('goes on following a creation when the page is loaded again, without sending anything', async () => {
    const fault = { kind: 'reset', recorded: true };
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault });
    const email = await fillIn();
    await create();
    await heading('Finding out whether the customer was created…').waitFor();
    await page.reload();
    await heading('Finding out whether the customer was created…').waitFor();
    expect(await field('E-mail').inputValue()).toBe(email);

    await stack.clearFaults();
    await heading('Created at Soap').or(heading('Linked at Soap')).waitFor({ timeout: 30_000 });
    expect(sent).toHaveLength(1);
    expect(await recordsOf(email)).toBe(1);
  });

  it('lets go of a creation that it follows, for somebody else under another key', async () => {
    await stack.injectFault({ provider: 'SOAP', times: 'always', fault: { kind: 'reset', recorded: true } });
    await fillIn();
    await create();
    await heading('Finding out whether the customer was created…').waitFor();
    await page.getByRole('button', { name: 'Go on with somebody else' }).click();
    await stack.clearFaults();
    expect(await field('E-mail').inputValue()).toBe('');
    await fillIn();
    await create();
    await heading('Created at Soap').waitFor();
    expect(sent[1]?.input.idempotencyKey).not.toBe(sent[0]?.input.idempotencyKey);
  });

  it('tries again under the same key when no answer came', async () => {
    await page.route('**/graphql', (route) => route.abort(), { times: 1 });
    await fillIn();
    await create();
    await heading('No answer came').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading('Created at Soap').waitFor();
    expect(sent[1]).toEqual(sent[0]);
  });

  it('warns when the form was changed although its first sending had arrived', async () => {
    const loseAnswer = async (route: Route) => {
      await route.fetch();
      await route.abort();
    };
    await page.route('**/graphql', loseAnswer, { times: 1 });
    await fillIn();
    await create();
    await heading('No answer came').waitFor();
    await field('First name').fill('Asha Maria');
    await create();
    await heading('This form was sent before, with other data').waitFor();

    await page.getByRole('button', { name: 'Start a new form' }).click();
    expect(await field('First name').inputValue()).toBe('');
    await fillIn();
    await create();
    await heading('Created at Soap').waitFor();
    expect(sent.map(({ input }) => input.idempotencyKey === sent[0]?.input.idempotencyKey)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('says when only a person can find out how it ended', async () => {
    await stack.injectFault({ provider: 'XPAY', fault: { kind: 'answer', name: 'server_error' } });
    await page.getByRole('radio', { name: 'xPay' }).check();
    await fillIn();
    await field('Phone').fill('+12025550143');
    await create();
    await heading('A person has to look at this').waitFor();
    expect(await notice().innerText()).toMatch(/Creation [0-9a-f]{8}-/);
    await picture('needs-review');
  });

  it.each([
    ['ProviderUnavailableError', {}, 'What you typed is kept.'],
    ['ServiceBusyError', { retryAfterSeconds: 7 }, 'Try again in 7 seconds.'],
    ['CustomerNotFoundError', { customerId: 'the-id' }, 'Nobody has the id the-id.'],
    ['ProviderNotConfiguredError', { account: 'eu' }, 'the account “eu”'],
    ['AnErrorOfTheFuture', {}, 'You can try again.'],
  ])('has words for %s, and tries again where that is said to help', async (__typename, more, words) => {
    const createCustomer = { __typename, message: 'Soap is closed on Sundays.', provider: 'SOAP', retryable: true };
    const json = { data: { createCustomer: { ...createCustomer, ...more } } };
    await page.route('**/graphql', (route) => route.fulfill({ json }), { times: 1 });
    await fillIn();
    await create();
    await notice().getByText('Soap is closed on Sundays.').waitFor();
    expect(await notice().innerText()).toContain(words);
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading('Created at Soap').waitFor();
  });

  it.each(providerDefinitions)('creates at $title with the form that it asks for', async ({ name, title }) => {
    await page.locator(`[name="provider"][value="${name}"]`).check();
    await fillInAsABrowser();
    await picture(`form-${title}`);
    await create();
    await heading(`Created at ${title}`).waitFor();
    expect(mishaps).toEqual([]);
  });

  it('asks for at least one of a group', async () => {
    await page.getByRole('radio', { name: 'Stax' }).check();
    await create();
    expect(await description(field('First name'))).toContain(
      'Give at least one of: First name, Last name, E-mail, Company.',
    );
  });
});

describe('the look of the React example', () =>
  describeLook(
    () => page,
    () => sent,
  ));
