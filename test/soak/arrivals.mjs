import { setTimeout as sleep } from 'node:timers/promises';
import { newCustomer, toInput } from '../../bench/customers.mjs';

/**
 * @typedef {object} Call One request, and what came of it.
 * @property {number} atMs When it was due, from the start of its phase.
 * @property {number} ms From when it was due to the whole answer.
 * @property {'created' | 'refused' | 'failed'} kind
 * @property {string} [why] Of a failure.
 *
 * @typedef {object} Asked Who was asked for, to be looked for in the database and at the provider.
 * @property {string} key
 * @property {string} provider
 * @property {Call['kind']} kind
 * @property {string} [externalId] Of a creation that was acknowledged.
 */

/**
 * An open loop: requests come at random moments, `perSecond` of them on average, however many are not answered yet. So a
 * service that gets slow gets no fewer of them.
 *
 * @param {ReturnType<typeof import('../../bench/service.mjs').connect>} service
 * @param {readonly string[]} providers
 * @param {Map<string, Asked>} asked Every request is entered, by its key.
 */
export function arrivals(service, providers, asked) {
  let turn = 0;

  /** @returns {Promise<Pick<Call, 'kind' | 'why'>>} */
  async function ask() {
    turn += 1;
    const provider = /** @type {string} */ (providers[turn % providers.length]);
    const customer = newCustomer(turn % 2 === 0);
    const { kind, why, externalId } = await outcomeOf(service.askToCreate(toInput(customer), provider));
    asked.set(customer.idempotencyKey, { key: customer.idempotencyKey, provider, kind, externalId });
    return { kind, why };
  }

  return {
    /** Rejects unless the customer is created. */
    async createOne() {
      const { kind, why } = await ask();
      if (kind !== 'created') throw new Error(`A creation without any other load: ${kind} ${why ?? ''}`);
    },

    /**
     * Resolves when all of them are answered.
     *
     * @param {number} perSecond
     * @param {number} lengthMs
     * @param {() => boolean} [isOver]
     * @returns {Promise<Call[]>}
     */
    async run(perSecond, lengthMs, isOver = () => false) {
      /** @type {Call[]} */
      const calls = [];
      /** @type {Set<Promise<void>>} */
      const open = new Set();
      const began = performance.now();
      for (let dueMs = 0; dueMs < lengthMs && !isOver(); dueMs += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
        const waitMs = began + dueMs - performance.now();
        if (waitMs >= 1) await sleep(waitMs);
        const atMs = dueMs;
        const call = ask().then((outcome) => {
          calls.push({ atMs, ms: performance.now() - began - atMs, ...outcome });
          open.delete(call);
        });
        open.add(call);
      }
      await Promise.all(open);
      return calls;
    },
  };
}

/**
 * A refusal counts as one only if it says when to come again.
 *
 * @param {ReturnType<ReturnType<typeof import('../../bench/service.mjs').connect>['askToCreate']>} answered
 * @returns {Promise<Pick<Asked, 'kind' | 'externalId'> & Pick<Call, 'why'>>}
 */
async function outcomeOf(answered) {
  try {
    const { status, headers, answer } = await answered;
    if (status === 503) {
      const says = Number(headers['retry-after']) >= 1;
      return says ? { kind: 'refused' } : { kind: 'failed', why: '503 without Retry-After' };
    }
    const result = answer.data?.createCustomer;
    if (result?.created) return { kind: 'created', externalId: result.providerCustomer.externalId };
    const why = result ? `${result.__typename}: ${result.message ?? ''}` : JSON.stringify(answer.errors);
    return { kind: 'failed', why: `${status} ${why}` };
  } catch (error) {
    return { kind: 'failed', why: `no answer: ${/** @type {Error} */ (error).message}` };
  }
}
