import { deepStrictEqual } from 'node:assert';

/**
 * Throws unless the provider saw the same call from both sides: a comparison with a loop that sends less is none.
 *
 * @param {string} emulatorUrl
 * @param {string} provider
 * @param {{ ours: () => Promise<unknown>, bare: () => Promise<unknown> }} create Makes one customer each.
 */
export async function checkSameCall(emulatorUrl, provider, create) {
  await create.ours();
  const ours = await lastCall(emulatorUrl, provider);
  await create.bare();
  deepStrictEqual(await lastCall(emulatorUrl, provider), ours, 'The bare loop does not send what the service sends');
}

/**
 * The last request with everything taken out that differs from customer to customer.
 *
 * @param {string} emulatorUrl
 * @param {string} provider
 */
async function lastCall(emulatorUrl, provider) {
  const response = await fetch(`${emulatorUrl}/_emulator/requests/${provider.toLowerCase()}`);
  const { requests } = /** @type {{ requests: Record<string, any>[] }} */ (await response.json());
  const { method, url, headers, body } = requests.at(-1) ?? {};
  const text = JSON.stringify({ method, url, headers: Object.entries(headers).sort(), body: parse(body) });
  return JSON.parse(text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '(id)'));
}

/** @param {string} body */
const parse = (body) => (body.startsWith('{') ? JSON.parse(body) : [...new URLSearchParams(body)]);
