import { deepStrictEqual } from 'node:assert';

/**
 * Throws unless the provider gets the same request from both sides. A loop that sends less would be no fair comparison.
 *
 * @param {string} emulatorUrl
 * @param {string} provider
 * @param {{ ours: () => Promise<unknown>, bare: () => Promise<unknown> }} create Each creates one customer.
 */
export async function checkSameCall(emulatorUrl, provider, create) {
  await create.ours();
  const ours = await lastCall(emulatorUrl, provider);
  await create.bare();
  deepStrictEqual(await lastCall(emulatorUrl, provider), ours, 'The bare loop does not send what the service sends');
}

/**
 * The last request, with everything replaced that differs between customers.
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
