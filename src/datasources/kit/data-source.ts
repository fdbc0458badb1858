import type { ProviderMode } from '../../domain/provider-mode.js';
import type { HttpClient } from '../http/client.js';
import type { CreateCustomerRequest, LookupAnswer, PaymentDataSource } from '../payment-data-source.js';
import type { ProviderSettings } from '../provider-definition.js';
import type { CompiledProvider } from './compile-provider.js';
import { afterEarlierSending, afterLookup, needsLookup } from './earlier-sending.js';
import { httpRequests } from './http-requests.js';
import { readCreation, readLookup } from './read-outcome.js';
import { withoutRepeats } from './wire-check.js';

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
  readonly client: HttpClient;
}

/** The only implementation of `PaymentDataSource`; definition and document hold what differs between providers. */
export function createDataSource(compiled: CompiledProvider, account: ProviderAccount): PaymentDataSource {
  const { definition, mapping, check } = compiled;
  const { settings, client } = account;
  const { title, recovery } = definition;
  const { resend, lookup } = recovery;
  const resendHarmless = resend.harmless !== 'never';
  const requests = httpRequests(compiled, settings);

  async function lookUp(request: CreateCustomerRequest): Promise<LookupAnswer | undefined> {
    const call = requests.lookUp(request);
    return call && readLookup(await client.send(call), definition, request);
  }

  return {
    provider: definition.name,
    account: account.name,
    mode: account.mode,
    merchant: account.merchant,
    recovery: { resend, lookup: lookup !== undefined },
    lookUpFirst: (account.lookUpFirst ?? false) && !resendHarmless && lookup !== undefined,
    timeoutMs: account.timeoutMs,

    prepare(request) {
      const body = mapping.toWire(request);
      // The provider's own requirements come first: about the same field, their messages say more than the document's.
      const violations = withoutRepeats([
        ...(definition.requirements?.(request, settings) ?? []),
        ...check(body, request),
      ]);
      return { request, body, violations, notSent: mapping.notSent(request) };
    },

    async send(prepared, { sentBefore, sentLongAgo = false, mayBegin } = { sentBefore: false }) {
      const { request } = prepared;
      const outcome = await client.send({ ...requests.create(prepared), mayBegin });
      const answer = readCreation(outcome, compiled, request);
      const sentEarlier = sentBefore || (outcome.kind === 'answered' && outcome.earlierUnknown);
      if (needsLookup(answer, sentEarlier)) {
        return afterLookup(answer, await lookUp(request), { title, sentEarlier, sentLongAgo, resendHarmless });
      }
      return sentEarlier ? afterEarlierSending(answer, title) : answer;
    },

    async findCustomer(request) {
      return (await lookUp(request)) ?? { kind: 'look-up-failed', reason: `${title} has no way to look it up` };
    },

    close: () => client.close(),
  };
}
