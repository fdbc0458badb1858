import type { ProviderMode } from '../../domain/provider-mode.js';
import type { HttpSender } from '../http/http-client.js';
import type { CreateCustomerAnswer, CreateCustomerRequest, PaymentDataSource } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';
import { readClientToken } from './client-token.js';
import type { CompiledProvider } from './compile-provider.js';
import { afterEarlierSending, afterLookup, afterUnconfirmed, needsLookup } from './earlier-sending.js';
import { httpRequests } from './http-requests.js';
import { isLastWord, keepsAnswer } from './kept-answers.js';
import { lookUp } from './look-up.js';
import { takenKeys } from './own-keys.js';
import { lookupFailed, readCreation } from './read-outcome.js';
import { routingIdPath, withRoutingId } from './routing-id.js';
import { isSentLongAgo, onceVisible } from './visibility.js';
import { withoutRepeats } from './wire-check.js';
import { withoutCredentials } from './without-credentials.js';

/** An account of a provider: its name, its settings, and the HTTP client with its connections and limits. */
export interface ProviderAccount {
  readonly name: string;
  readonly mode: ProviderMode;
  /** See `PaymentDataSource.merchant`. */
  readonly merchant: string;
  readonly settings: ProviderSettings;
  readonly timeoutMs: number;
  /** At a provider that does not refuse duplicates: look customers with a reference up before they are sent. */
  readonly lookUpFirst?: boolean;
  readonly client: HttpSender;
}

/** The only implementation of `PaymentDataSource`; definition and document hold what differs between providers. */
export function createDataSource(compiled: CompiledProvider, account: ProviderAccount): PaymentDataSource {
  const { definition, mapping, check } = compiled;
  const { settings } = account;
  const { title, recovery } = definition;
  const { resend, lookup } = recovery;
  const resendHarmless = resend.harmless !== 'never';
  const client = withoutCredentials(account.client, definition.credential(settings));
  const requests = httpRequests(compiled, settings);
  const tokens = definition.clientToken;

  const find = (request: CreateCustomerRequest) =>
    lookUp(compiled, request, { requests, client, timeoutMs: account.timeoutMs });

  /** As long as a look-up may still find the customer, an answer that the key keeps is not the last word. */
  const unlessAskable = (answer: CreateCustomerAnswer, sentLongAgo: boolean): CreateCustomerAnswer =>
    answer.kind === 'outcome-unknown' && lookup && !sentLongAgo ? { ...answer, kept: false } : answer;

  return {
    provider: definition.name,
    account: account.name,
    mode: account.mode,
    merchant: account.merchant,
    recovery: { resend, lookup: lookup !== undefined },
    phoneCountry: definition.phoneCountry,
    routingIdAt: routingIdPath(definition),
    lookUpFirst: (account.lookUpFirst ?? false) && !resendHarmless && lookup !== undefined,
    timeoutMs: account.timeoutMs,

    // What a proxy answered in between, the provider knows nothing of.
    keepsUnderKey: (failure) =>
      failure.kind !== 'busy' &&
      failure.inOwnFormat === true &&
      failure.httpStatus !== undefined &&
      keepsAnswer(resend, failure.httpStatus),

    prepare(given) {
      const request = withRoutingId(given, definition);
      const body = mapping.toWire(request);
      // The provider's own requirements come first: about the same field, their messages say more than the document's.
      const violations = withoutRepeats([
        ...(definition.requirements?.(request, settings) ?? []),
        ...takenKeys(definition.fields, request, title),
        ...check(body, request),
      ]);
      // A provider whose records show our own id is one that gets it.
      const merchantReference = definition.ownIdAt && request.merchantCustomerId;
      return { request, body, violations, notSent: mapping.notSent(request), merchantReference };
    },

    async send(prepared, { sentBefore, mayBegin } = { sentBefore: false }) {
      const { request } = prepared;
      const sentLongAgo = sentBefore && isSentLongAgo(definition, request);
      const outcome = await client.send({ ...requests.create(prepared), mayBegin });
      const answer = readCreation(outcome, compiled, request, sentLongAgo);
      if (answer.kind === 'unconfirmed') {
        return afterUnconfirmed(answer.success, await find(request), { title, resendHarmless });
      }
      const sentEarlier = sentBefore || (outcome.kind === 'answered' && outcome.earlierUnknown);
      if (needsLookup(answer, sentEarlier)) {
        const kept = lookup === undefined && isLastWord(resend, answer.httpStatus ?? 0, sentLongAgo);
        return afterLookup(answer, await find(request), { title, sentEarlier, sentLongAgo, resendHarmless, kept });
      }
      return unlessAskable(sentEarlier ? afterEarlierSending(answer, title) : answer, sentLongAgo);
    },

    async findCustomer(request, sentAgoMs) {
      const answer =
        (await find(withRoutingId(request, definition))) ?? lookupFailed(`${title} has no way to look it up`);
      return onceVisible(answer, definition, sentAgoMs);
    },

    fetchClientToken:
      tokens &&
      (async (customer) => {
        const { merchantReference: merchantCustomerId = customer.customerId, routingId } = customer;
        const about = withRoutingId({ merchantCustomerId, routingId, options: {} }, definition);
        return readClientToken(await client.send(requests.get(about, tokens.call(customer))), definition, customer);
      }),

    close: () => client.close(),
  };
}
