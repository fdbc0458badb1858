import type { ProviderFailure, ProviderWords } from '../../domain/provider-failure.js';
import { toStorable } from '../../domain/text.js';
import type { Violation } from '../../domain/violation.js';
import type { HttpAnswer } from '../http/outcome.js';
import { retryAfterMs } from '../http/retry.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ErrorBody, ErrorKind, ErrorTable } from '../provider-definition.js';
import type { Mapping } from './mapping.js';

/** Longest provider message kept, in characters: enough for any sentence, too short for a page of HTML. */
const longestMessage = 500;

/** Turns a provider's refusal into the failure it means; pure. `title` is the provider's name for people. */
export function classifyRefusal(
  answer: HttpAnswer,
  table: ErrorTable,
  mapping: Mapping,
  request: CreateCustomerRequest,
  title: string,
): ProviderFailure {
  const said = table.read(parseJson(answer.body));
  const kind = kindByRules(table, answer.status, said) ?? kindByStatus(answer.status, said);
  const words: ProviderWords = {
    providerCode: said?.code && shortened(said.code),
    providerMessage: said?.message && shortened(said.message),
    httpStatus: answer.status,
  };
  switch (kind) {
    case 'validation':
      return { kind, ...words, violations: toViolations(said, mapping, request, title) };
    case 'rate-limit':
      return { kind, ...words, retryAfterSeconds: seconds(retryAfterMs(answer.headers['retry-after'], Date.now())) };
    case 'unavailable':
    case 'outcome-unknown': {
      const reason = `${title} answered ${answer.status}${said ? '' : ` with ${mediaType(answer)}`}`;
      if (kind === 'unavailable') return { kind, ...words, reason };
      // A 5xx in a format that is not the provider's comes from a proxy: what is behind it may not have answered yet.
      return { kind, ...words, reason, answered: answer.status >= 500 && said !== undefined };
    }
    case 'authentication':
    case 'already-exists':
      return { kind, ...words };
  }
}

/** The kind of failure by the provider's own rules; undefined where none of them matches. */
export function kindByRules(table: ErrorTable, status: number, said: ErrorBody | undefined): ErrorKind | undefined {
  return table.rules.find(
    (rule) =>
      (rule.status?.includes(status) ?? true) &&
      (rule.code === undefined || (said?.code !== undefined && rule.code.includes(said.code))) &&
      (rule.message === undefined || rule.message.test(said?.message ?? '')),
  )?.kind;
}

/**
 * What a status means wherever the provider says nothing else. Only 400 and 422, in the provider's own format, are about
 * the data; every other 4xx is about the address, the method or the moment, and promises that nothing was done.
 */
function kindByStatus(status: number, said: ErrorBody | undefined): ErrorKind {
  if (status === 401 || status === 403) return 'authentication';
  if (status === 429) return 'rate-limit';
  if ((status === 400 || status === 422) && said) return 'validation';
  // Timed out there, or in conflict with a request that is still being worked on.
  if (status === 408 || status === 409) return 'outcome-unknown';
  return status >= 400 && status < 500 ? 'unavailable' : 'outcome-unknown';
}

function toViolations(
  said: ErrorBody | undefined,
  mapping: Mapping,
  request: CreateCustomerRequest,
  title: string,
): Violation[] {
  const refused = (path: readonly string[], message: string): Violation => ({
    path,
    code: 'REFUSED_BY_PROVIDER',
    message: shortened(message),
  });
  if (said?.fields?.length) {
    return said.fields.map(({ name, message }) => {
      const path = mapping.toInputPath(name, request);
      return refused(path ?? [], path ? message : `${name}: ${message}`);
    });
  }
  return [refused([], said?.message ?? `${title} refused the request without saying why.`)];
}

const shortened = (text: string): string => toStorable(text.slice(0, longestMessage));

/** Undefined for anything that is not JSON: HTML from a proxy, an empty body, half a document. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A date may lie further off than the 68 years that an `Int` of GraphQL can say. */
const seconds = (ms: number | undefined) =>
  ms === undefined ? undefined : Math.min(Math.ceil(ms / 1000), 2 ** 31 - 1);

const mediaType = ({ headers, body }: HttpAnswer): string =>
  body === '' ? 'an empty body' : (headers['content-type']?.split(';')[0] ?? 'a body of no declared type');
