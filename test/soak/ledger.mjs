import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** @typedef {import('./arrivals.mjs').Asked} Asked */

/**
 * @typedef {object} Findings Each is a list of keys or e-mail addresses, which are the same random id.
 * @property {string[]} lost Acknowledged, and not in the database as acknowledged, or not at the provider.
 * @property {string[]} duplicates More than once at the provider.
 * @property {string[]} unknown At the provider, and not linked in the database.
 * @property {string[]} begun Refused, and begun all the same.
 * @property {number} atProviders Records.
 */

/**
 * Compares what was acknowledged with the rows of the database and the records at the providers.
 *
 * @param {Map<string, Asked>} asked By key.
 * @param {readonly { key: string, provider: string, externalId: string }[]} links Of the database, by the key of their creation.
 * @param {string} folder The emulator's.
 * @returns {Promise<Findings>}
 */
export async function compare(asked, links, folder) {
  const linked = new Map(links.map((link) => [link.key, link]));
  const { seen, ...atProviders } = await readProviders(asked, linked, folder);
  const all = [...asked.values()];
  const begun = all.filter(({ key, kind }) => kind === 'refused' && (linked.has(key) || seen.has(key)));
  const lost = all.filter(({ key, provider, kind, externalId }) => {
    const link = linked.get(key);
    return kind === 'created' && !(link?.provider === provider && link.externalId === externalId && seen.get(key));
  });
  const keys = (/** @type {Asked[]} */ list) => list.map(({ key }) => key);
  return { lost: keys(lost), begun: keys(begun), ...atProviders };
}

/**
 * @param {Map<string, Asked>} asked
 * @param {Map<string, { provider: string, externalId: string }>} linked
 * @param {string} folder
 */
async function readProviders(asked, linked, folder) {
  /** Whether the record is the linked one, by key. @type {Map<string, boolean>} */
  const seen = new Map();
  /** @type {Pick<Findings, 'duplicates' | 'unknown' | 'atProviders'>} */
  const findings = { duplicates: [], unknown: [], atProviders: 0 };
  for (const provider of new Set([...asked.values()].map(({ provider }) => provider))) {
    for await (const { key, text } of recordsOf(folder, provider)) {
      findings.atProviders += 1;
      if (seen.has(key)) findings.duplicates.push(key);
      const link = linked.get(key);
      const isLinked = link?.provider === provider && text.includes(JSON.stringify(link.externalId));
      if (!isLinked) findings.unknown.push(key);
      seen.set(key, isLinked);
    }
  }
  return { seen, ...findings };
}

/**
 * The records that the emulator has put down for a provider, with the random id in their e-mail address. A line that keeps
 * an answer for an idempotency key is none.
 *
 * @param {string} folder
 * @param {string} provider
 */
async function* recordsOf(folder, provider) {
  const file = join(folder, 'emulator', `${provider.toLowerCase()}.jsonl`);
  if (!existsSync(file)) return;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!text.startsWith('{"customer":')) continue;
    const key = /ada\.([\da-f-]{36})@example\.com/.exec(text)?.[1];
    if (key === undefined) throw new Error(`A record at ${provider} has no e-mail address of this run`);
    yield { key, text };
  }
}
