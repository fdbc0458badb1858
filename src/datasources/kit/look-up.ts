import type { HttpClient } from '../http/http-client.js';
import type { CreateCustomerRequest, LookupAnswer } from '../payment-data-source.js';
import type { CompiledProvider } from './compile-provider.js';
import type { HttpRequests } from './http-requests.js';
import { lookupFailed, readLookup } from './read-outcome.js';

/** At most so many pages are read in one look-up: beyond, it is inconclusive. With 100 on a page, 5,000 customers. */
const maxPages = 50;

/** As a part of a URL's path, these mean the folder itself and the one above; no encoding of them means anything else. */
const leadsElsewhere = (segment: string): boolean => segment === '.' || segment === '..';

/** Where a look-up asks, and how long it may take, all pages included, in milliseconds. */
interface LookupMeans {
  readonly requests: HttpRequests;
  readonly client: Pick<HttpClient, 'send'>;
  readonly timeoutMs: number;
}

/**
 * Looks for our record, page by page. Only the last page, read in time, shows that there is none.
 *
 * @returns undefined when the provider has no look-up, or the request has nothing to look it up by.
 */
export async function lookUp(
  compiled: CompiledProvider,
  request: CreateCustomerRequest,
  { requests, client, timeoutMs }: LookupMeans,
): Promise<LookupAnswer | undefined> {
  const { definition } = compiled;
  const call = definition.recovery.lookup?.call(request);
  if (!call) return undefined;
  if (Object.values(call.path ?? {}).some(leadsElsewhere))
    return lookupFailed('our own id cannot be part of an address');
  const deadline = performance.now() + timeoutMs;
  const asked = new Set<string>();
  let query = call.query;
  do {
    asked.add(JSON.stringify(query));
    const left = deadline - performance.now();
    const http = requests.get(request, { ...call, query });
    const answer = readLookup(await client.send({ ...http, timeoutMs: left }), compiled, request);
    if (answer.kind !== 'next-page') return answer;
    query = { ...call.query, ...answer.query };
    // A provider that ignores what asks for the next page would give the same one for ever.
  } while (asked.size < maxPages && performance.now() < deadline && !asked.has(JSON.stringify(query)));
  return lookupFailed(`${definition.title} lists more customers than could be looked through`);
}
