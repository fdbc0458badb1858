import type { ProviderRefusal, ProviderWords } from '../../domain/provider-failure.js';
import { toStorable } from '../../domain/text.js';
import type { Violation } from '../../domain/violation.js';
import type { HttpAnswer } from '../http/outcome.js';
import { retryAfterMs } from '../http/retry.js';
import type { CreateCustomerRequest, LookupRefusal } from '../payment-data-source.js';
import type { ErrorBody, ErrorKind, ErrorTable } from '../provider-definition.js';
import { bounded, refusalBounds } from './bounded.js';
import type { Mapping } from './mapping.js';
import { parseJson } from './parse-json.js';
import { textAt } from './values.js';

/** Provider messages are cut to this many characters: enough for any sentence, too few for a page of HTML. */
const maxMessageLength = 500;

/** What is known of the provider that answered. */
interface Answering {
  readonly errors: ErrorTable;
  readonly mapping: Mapping;
  /** Its name in messages. */
  readonly title: string;
  /** Whether its key keeps an answer with this status, if it is one in its own format. */
  readonly kept: boolean;
}

/** Turns an answer that is not a success into the failure it means; pure. */
export function classifyRefusal(
  answer: HttpAnswer,
  { errors, mapping, title, kept }: Answering,
  request: CreateCustomerRequest,
): ProviderRefusal {
  const { status } = answer;
  const { kind, own, error, words } = readRefusal(answer, errors);
  switch (kind) {
    case 'validation':
      return {
        kind,
        ...words,
        violations: toViolations(error, mapping, request, title),
        ...(error?.ownIdSpent && { ownIdSpent: true }),
      };
    case 'rate-limit':
      return { kind, ...words, retryAfterSeconds: retryAfterSeconds(answer) };
    case 'unavailable':
    case 'outcome-unknown': {
      const reason = `${title} answered ${status}${own ? '' : ` with ${contentOf(answer)}`}`;
      if (kind === 'unavailable') return { kind, ...words, reason };
      // An answer in another format than the provider's comes from a proxy; the provider behind it may still be at work.
      return { kind, ...words, reason, kept: kept && own !== undefined };
    }
    case 'authentication':
    case 'already-exists':
      return { kind, ...words };
  }
}

/** The refusal of a look-up, if it has nothing to do with the customer. Pure. */
export function classifyLookupRefusal(answer: HttpAnswer, errors: ErrorTable): LookupRefusal | undefined {
  const { kind, words } = readRefusal(answer, errors);
  if (kind === 'authentication') return { kind, ...words };
  return kind === 'rate-limit' ? { kind, ...words, retryAfterSeconds: retryAfterSeconds(answer) } : undefined;
}

/** `own` is the provider's error body, `error` what is read of any body. Pure. */
export function readRefusal(answer: HttpAnswer, errors: ErrorTable) {
  // The only place where a refusal's body is read, so that no provider's table has to mind its size.
  const body = bounded(parseJson(answer.body), refusalBounds);
  const own = errors.read(body);
  const beginning = answer.body.slice(0, refusalBounds.text);
  const error = own ?? (mayExplain(answer) ? readUnknownFormat(body, beginning) : undefined);
  const kind = kindByRules(errors, answer.status, own) ?? kindByStatus(answer);
  const words: ProviderWords = {
    providerCode: error?.code && shortened(error.code),
    providerMessage: error?.message && shortened(error.message),
    httpStatus: answer.status,
    ...(own && { inOwnFormat: true }),
  };
  return { kind, own, error, words };
}

/** The kind of failure by the provider's own rules; undefined when none of them matches. */
export function kindByRules(table: ErrorTable, status: number, error: ErrorBody | undefined): ErrorKind | undefined {
  return table.rules.find(
    (rule) =>
      (rule.status?.includes(status) ?? true) &&
      (rule.code === undefined || (error?.code !== undefined && rule.code.includes(error.code))) &&
      (rule.message === undefined || rule.message.test(error?.message ?? '')),
  )?.kind;
}

/**
 * The kind of failure by status, the same for all providers. Only 400 and 422 are about the data, whatever is in the
 * body, unless it is a proxy's HTML. Every other 4xx is about the address, the method or the moment, and means that
 * nothing was done.
 */
function kindByStatus(answer: HttpAnswer): ErrorKind {
  const { status } = answer;
  if (status === 401 || status === 403) return 'authentication';
  if (status === 429) return 'rate-limit';
  if (isAboutData(answer)) return 'validation';
  // Timed out at the provider, or in conflict with a request that is still being processed.
  if (status === 408 || status === 409) return 'outcome-unknown';
  return status >= 400 && status < 500 ? 'unavailable' : 'outcome-unknown';
}

function toViolations(
  error: ErrorBody | undefined,
  mapping: Mapping,
  request: CreateCustomerRequest,
  title: string,
): Violation[] {
  const refused = (path: readonly string[], message: string): Violation => ({
    path,
    code: 'REFUSED_BY_PROVIDER',
    message: shortened(message),
  });
  if (!error?.fields?.length) {
    return [refused([], error?.message ?? `${title} refused the request without saying why.`)];
  }
  return error.fields.slice(0, refusalBounds.members).map(({ name, message }) => {
    const path = mapping.toInputPath(name, request);
    return path ? refused(path, message) : refused([], `${name}: ${message}`);
  });
}

const shortened = (text: string): string => toStorable(text.slice(0, maxMessageLength));

/** At most what GraphQL's `Int` can hold, 68 years: `Retry-After` may name a later date. */
export function retryAfterSeconds({ headers }: HttpAnswer): number | undefined {
  const ms = retryAfterMs(headers['retry-after'], Date.now());
  return ms === undefined ? undefined : Math.min(Math.ceil(ms / 1000), 2 ** 31 - 1);
}

/** What a client did wrong is told in words, in whatever form; what is behind a proxy's HTML is not. */
const mayExplain = (answer: HttpAnswer): boolean => answer.status >= 400 && answer.status < 500 && !isHtml(answer);

const isAboutData = (answer: HttpAnswer): boolean =>
  (answer.status === 400 || answer.status === 422) && !isHtml(answer);

/** Whether the body is a page. Frameworks declare HTML unless told otherwise, so that an empty body or JSON is none. */
function isHtml({ headers, body }: HttpAnswer): boolean {
  const beginning = body.slice(0, refusalBounds.text).trim();
  // XML may be a page too.
  if (beginning.startsWith('<')) return !beginning.startsWith('<?xml') || /<html\b/i.test(beginning);
  return beginning !== '' && headers['content-type']?.includes('html') === true && parseJson(body) === undefined;
}

/** What a body in none of the provider's formats says: a text, a list of texts, or a text under one of the usual names. */
function readUnknownFormat(body: unknown, text: string): ErrorBody | undefined {
  const said =
    body === undefined ? text : (firstText(body) ?? usualNames.map((path) => textAt(body, ...path)).find(Boolean));
  return said?.trim() ? { message: said.trim() } : undefined;
}

function firstText(body: unknown): string | undefined {
  const texts = (Array.isArray(body) ? body : [body]).filter((part) => typeof part === 'string' && part !== '');
  return texts.length > 0 ? texts.join(' ') : undefined;
}

const usualNames = [['message'], ['error'], ['error', 'message'], ['detail'], ['title']];

/** Says what kind of body came, without quoting it. */
const contentOf = ({ headers, body }: HttpAnswer): string =>
  body === ''
    ? 'an empty body'
    : (headers['content-type']?.slice(0, 100).split(';')[0] ?? 'a body of no declared type');
