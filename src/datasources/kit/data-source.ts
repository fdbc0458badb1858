import { isExternalId } from '../../domain/external-id.js';
import type { ProviderFailure, ProviderWords } from '../../domain/provider-failure.js';
import type { ProviderMode } from '../../domain/provider-mode.js';
import type { HttpClient } from '../http/client.js';
import type { HttpOutcome } from '../http/outcome.js';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  LookupAnswer,
  PaymentDataSource,
} from '../payment-data-source.js';
import type { CustomerAnswer, Lookup, ProviderDefinition, ProviderSettings } from '../provider-definition.js';
import { authenticationHeaders } from './authentication.js';
import { classifyRefusal, parseJson } from './classify-refusal.js';
import type { Operation, ProviderDocument } from './document.js';
import { compileMapping, type Mapping } from './mapping.js';
import { compileWireCheck, type WireCheck, withoutRepeats } from './wire-check.js';

/** A definition with its document read and its checks compiled: done once, at start, for all its accounts. */
export interface CompiledProvider {
  readonly definition: ProviderDefinition;
  readonly document: ProviderDocument;
  readonly create: Operation;
  readonly mapping: Mapping;
  readonly check: WireCheck;
}

export function compileProvider(definition: ProviderDefinition, document: ProviderDocument): CompiledProvider {
  const create = operationOf(document, 'createCustomer');
  const mapping = compileMapping(definition.fields, create.requestSchema ?? {});
  return {
    definition,
    document,
    create,
    mapping,
    check: compileWireCheck(create.requestSchema ?? {}, mapping, definition.title),
  };
}

/** An account of a provider: its name, its credentials, and the client with its connections and limits. */
export interface ProviderAccount {
  readonly name: string;
  readonly mode: ProviderMode;
  /** See `PaymentDataSource.merchant`. */
  readonly merchant: string;
  readonly settings: ProviderSettings;
  readonly timeoutMs: number;
  /** At a provider that refuses no duplicates: look customers with a reference up before they are sent. */
  readonly lookUpFirst?: boolean;
  readonly client: HttpClient;
}

/** The one implementation of `PaymentDataSource`; what differs by provider is in its definition and document. */
export function createDataSource(compiled: CompiledProvider, account: ProviderAccount): PaymentDataSource {
  const { definition, document, create, mapping, check } = compiled;
  const { settings, client } = account;
  const authentication = authenticationHeaders(document.security, definition.credential(settings));
  const { resend, lookup } = definition.recovery;
  const harmlessToRepeat = resend.harmless !== 'never';
  const encode = create.mediaType === 'application/x-www-form-urlencoded' ? toForm : JSON.stringify;
  const headersOf = (request: CreateCustomerRequest) => ({
    accept: 'application/json',
    ...authentication,
    ...definition.headers?.(request, settings),
  });

  const source: PaymentDataSource = {
    provider: definition.name,
    account: account.name,
    mode: account.mode,
    merchant: account.merchant,
    recovery: { resend, lookup: lookup !== undefined },
    lookUpFirst: (account.lookUpFirst ?? false) && resend.harmless === 'never' && lookup !== undefined,
    timeoutMs: account.timeoutMs,

    prepare(request) {
      const body = mapping.toWire(request);
      // The folder's own messages come first: they say more than the document about the same place.
      const violations = withoutRepeats([
        ...(definition.requirements?.(request, settings) ?? []),
        ...check(body, request),
      ]);
      return { request, body, violations, notSent: mapping.notSent(request) };
    },

    async send({ request, body }, { sentBefore, mayBegin } = { sentBefore: false }) {
      const outcome = await client.send({
        method: create.method,
        path: create.path,
        template: create.path,
        headers: { ...headersOf(request), 'content-type': create.mediaType ?? 'application/json' },
        body: encode(body),
        repeatable: harmlessToRepeat,
        mayBegin,
      });
      const earlier = sentBefore || (outcome.kind === 'answered' && outcome.earlierUnknown);
      const answer = readCreation(outcome, request);
      // A repeat may be refused as the record of an earlier sending is in its way, whatever words that is put in.
      if (answer.kind === 'already-exists' || (answer.kind === 'validation' && earlier)) {
        return adopt(answer, earlier, request);
      }
      return earlier ? withoutSayingTooMuch(answer) : answer;
    },

    async findCustomer(request) {
      const call = lookup?.call(request);
      if (!lookup || !call)
        return { kind: 'look-up-failed', reason: `${definition.title} offers nothing to look it up by` };
      const template = operationOf(document, call.operationId).path;
      const outcome = await client.send({
        method: 'GET',
        path: pathOf(template, call.path, call.query),
        template,
        headers: headersOf(request),
        repeatable: true,
      });
      return readLookup(outcome, lookup, request);
    },

    close: () => client.close(),
  };
  return source;

  function readCreation(outcome: HttpOutcome, request: CreateCustomerRequest): CreateCustomerAnswer {
    if (outcome.kind === 'unknown') return { kind: 'outcome-unknown', reason: outcome.reason, answered: false };
    if (outcome.kind === 'not-sent') {
      const { cause, reason, retryAfterSeconds } = outcome;
      return cause === 'quota' ? { kind: 'rate-limit', retryAfterSeconds } : { kind: 'unavailable', reason };
    }
    if (isSuccess(outcome.status)) {
      const body = parseJson(outcome.body);
      const customer = definition.readCustomer(body);
      return customer && isUsable(customer)
        ? { kind: 'created', ...customer }
        : {
            kind: 'outcome-unknown',
            httpStatus: outcome.status,
            reason: `${definition.title} answered ${outcome.status} without a usable customer id`,
            answered: body !== undefined,
          };
    }
    return classifyRefusal(outcome, definition.errors, mapping, request, definition.title);
  }

  /** After a sending whose outcome is not known: what is about credentials, quotas or connections says nothing of it. */
  function withoutSayingTooMuch(answer: CreateCustomerAnswer): CreateCustomerAnswer {
    switch (answer.kind) {
      case 'authentication':
      case 'rate-limit':
        return unsure(`${definition.title} answered ${answer.httpStatus ?? 'with no room'} when asked again`, answer);
      case 'unavailable':
        return unsure(answer.reason, answer);
      default:
        return answer;
    }
  }

  /**
   * The provider has, or may have, this customer. If the record carries our own id for it, it is ours: from a sending
   * whose answer was lost (`earlier`), or from before this system; either way the link is what the caller wants.
   */
  async function adopt(
    refusal: Refusal,
    earlier: boolean,
    request: CreateCustomerRequest,
  ): Promise<CreateCustomerAnswer> {
    // Nothing to ask by.
    if (!lookup?.call(request)) return earlier ? unlessUnclear(refusal) : refusal;
    const found = await source.findCustomer(request);
    switch (found.kind) {
      case 'created':
      case 'found':
        return { ...found, kind: earlier ? 'created' : 'found' };
      case 'absent':
        return earlier ? refusedAgain(refusal, found.otherExternalId) : refused(refusal, found.otherExternalId);
      case 'look-up-failed':
        return unsure(found.reason, refusal);
    }
  }

  /** After a sending whose answer was lost: its record may be what is in the way, and not be shown yet. */
  function refusedAgain(refusal: Refusal, otherExternalId: string | undefined): CreateCustomerAnswer {
    if (refusal.kind === 'validation') return harmlessToRepeat ? unlessUnclear(refusal) : refusal;
    return otherExternalId === undefined
      ? unsure(`${definition.title} has this customer already, but its look-up does not show it`, refusal)
      : refused(refusal, otherExternalId);
  }

  /** A refusal that blames a field holds for an earlier sending too; one of unclear cause may not. */
  function unlessUnclear(refusal: Refusal): CreateCustomerAnswer {
    const blames = refusal.kind === 'validation' && refusal.violations.some(({ path }) => path.length > 0);
    return blames ? refusal : unsure(`${definition.title} refused it when asked again`, refusal);
  }

  function readLookup(outcome: HttpOutcome, lookup: Lookup, request: CreateCustomerRequest): LookupAnswer {
    if (outcome.kind !== 'answered') return { kind: 'look-up-failed', reason: outcome.reason };
    const failed = {
      kind: 'look-up-failed',
      reason: `${definition.title} answered ${outcome.status} to the look-up`,
    } as const;
    const body = parseJson(outcome.body);
    if (outcome.status === 404) {
      const code = definition.errors.read(body)?.code;
      return code !== undefined && lookup.absentCodes?.includes(code) ? { kind: 'absent' } : failed;
    }
    if (!isSuccess(outcome.status) || body === undefined) return failed;
    const reading = lookup.read(body, request);
    switch (reading.kind) {
      case 'ours':
        return isUsable(reading.customer) ? { kind: 'found', ...reading.customer } : failed;
      case 'absent':
        return reading;
      case 'inconclusive':
        return { kind: 'look-up-failed', reason: `${definition.title}'s answer to the look-up says too little` };
    }
  }
}

type Refusal = Extract<CreateCustomerAnswer, { kind: 'already-exists' | 'validation' }>;

const refused = (refusal: Refusal, existingExternalId: string | undefined): CreateCustomerAnswer =>
  refusal.kind === 'validation' ? refusal : { ...refusal, existingExternalId };

const unsure = (reason: string, { providerCode, providerMessage, httpStatus }: ProviderWords): ProviderFailure => ({
  kind: 'outcome-unknown',
  reason,
  answered: false,
  providerCode,
  providerMessage,
  httpStatus,
});

function operationOf(document: ProviderDocument, operationId: string): Operation {
  const operation = document.operations.get(operationId);
  if (!operation) throw new Error(`schema/providers/${document.name}.openapi.yaml has no operation ${operationId}`);
  return operation;
}

function pathOf(
  template: string,
  path: Readonly<Record<string, string>> = {},
  query?: Readonly<Record<string, string>>,
) {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  return query ? `${filled}?${new URLSearchParams(query)}` : filled;
}

const toForm = (body: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])).toString();

const isUsable = ({ externalId }: CustomerAnswer) => isExternalId(externalId);

const isSuccess = (status: number) => status >= 200 && status < 300;
