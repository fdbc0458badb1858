import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderDocument } from '../datasources/kit/document.js';
import { isRecord } from '../datasources/kit/values.js';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import type { EmulatedAnswer, EmulatedProblem, EmulatedRequest } from '../datasources/provider-emulator.js';
import { isAuthorized } from './authentication.js';
import type { CustomerStore, Remembered } from './customer-store.js';
import { type Delivery, decideDelivery, toWire } from './delivery.js';
import { formMediaType } from './document-check.js';
import { type FaultBoard, notReplayed } from './faults.js';
import { createRequestLog, type RecordedRequest, type RequestLog } from './request-log.js';
import { compileRouter, type Route } from './routes.js';

/** One emulated provider: everything but the sockets. */
export interface ProviderHost {
  readonly definition: ProviderDefinition;
  readonly document: ProviderDocument;
  readonly store: CustomerStore;
  readonly requests: RequestLog;
  /** Waits only for a `latency` fault. */
  handle(request: RecordedRequest): Promise<Delivery>;
}

/** Enough to look at what a test did; a benchmark must not fill the memory. */
const requestsKept = 1000;

export function createProviderHost(
  definition: ProviderDefinition,
  document: ProviderDocument,
  store: CustomerStore,
  faults: FaultBoard,
  closing: AbortSignal,
): ProviderHost {
  const router = compileRouter(document);
  const requests = createRequestLog(requestsKept);

  return {
    definition,
    document,
    store,
    requests,
    async handle(request) {
      requests.add(request);
      const [pathname = '', search = ''] = splitOnce(request.url, '?');
      const match = router(request.method, pathname);
      if (match.kind === 'not-found') return refusal(404, 'no such path');
      if (match.kind === 'wrong-method') return refusal(405, 'no such method', { allow: match.allowed.join(', ') });

      const { route, path } = match;
      const fault = faults.take(definition.name, route.operation.operationId);
      if (fault?.kind === 'latency' && !(await waited(fault.ms, closing))) return { kind: 'never' };
      const key = route.takesIdempotencyKey ? request.headers['idempotency-key'] : undefined;
      const first = key !== undefined && !isKnown(key);
      const keep = (answer: EmulatedAnswer) => {
        if (first) store.remember(key, { answer, request: request.body });
      };
      return decideDelivery(fault, {
        failures: definition.emulator.failures,
        perform() {
          if (!isAuthorized(document.security, request.headers)) return definition.emulator.unauthorized();
          const earlier = key === undefined ? undefined : store.recall(key);
          if (earlier !== undefined) return repeated(earlier, request.body);
          const answer = perform(route, request, path, search);
          if (answer.status >= 400 && !notReplayed.includes(answer.status)) keep(answer);
          return answer;
        },
        keep,
      });
    },
  };

  /** A customer keeps the key that created it as `idempotencyKey`, an answer is remembered under the key itself. */
  function isKnown(key: string): boolean {
    return store.recall(key) !== undefined || store.find('idempotencyKey', key) !== undefined;
  }

  function repeated({ answer, request }: Remembered, body: string): EmulatedAnswer {
    return request === body ? answer : (definition.emulator.keyReused ?? answer);
  }

  function perform(
    route: Route,
    request: RecordedRequest,
    path: Readonly<Record<string, string>>,
    search: string,
  ): EmulatedAnswer {
    const { headers } = request;
    if (!hasMediaType(route, request)) return refusalAnswer(415, `send ${route.operation.mediaType}`);
    const body = readBody(route, request.body);
    if ('problem' in body) return definition.emulator.invalid([body.problem]);
    const query = Object.fromEntries(new URLSearchParams(search));
    const read: EmulatedRequest = { body: body.fields, headers, path, query };
    const problems = route.check(read);
    if (problems.length > 0) return definition.emulator.invalid(problems);
    const operation = definition.emulator.operations[route.operation.operationId];
    if (operation === undefined) throw new Error(`${definition.name} does not emulate ${route.operation.operationId}`);
    return operation(read, store);
  }
}

function hasMediaType(route: Route, { headers, body }: RecordedRequest): boolean {
  if (route.operation.mediaType === undefined || body === '') return true;
  const [mediaType = ''] = splitOnce(headers['content-type'] ?? '', ';');
  return mediaType.trim().toLowerCase() === route.operation.mediaType;
}

type ReadBody = { readonly fields: Readonly<Record<string, unknown>> } | { readonly problem: EmulatedProblem };

function readBody(route: Route, text: string): ReadBody {
  if (route.operation.mediaType === undefined) return { fields: {} };
  if (route.operation.mediaType === formMediaType) return { fields: Object.fromEntries(new URLSearchParams(text)) };
  try {
    const fields: unknown = JSON.parse(text);
    return isRecord(fields) ? { fields } : { problem: { pointer: '', keyword: 'type', message: 'must be object' } };
  } catch {
    return { problem: { pointer: '', keyword: 'json', message: 'must be JSON' } };
  }
}

/** What no provider's document says: requests that miss every operation. */
export function refusalAnswer(
  status: number,
  error: string,
  headers?: Readonly<Record<string, string>>,
): EmulatedAnswer {
  return { status, headers, body: { error } };
}

function refusal(status: number, error: string, headers?: Readonly<Record<string, string>>): Delivery {
  return { kind: 'whole', answer: toWire(refusalAnswer(status, error, headers)) };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** False when `signal` cut the wait short. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
