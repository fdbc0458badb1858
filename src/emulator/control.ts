import { Ajv2020 } from 'ajv/dist/2020.js';
import type { EmulatedAnswer } from '../datasources/provider-emulator.js';
import { credentialHeader } from './authentication.js';
import type { Fault, FaultControl } from './faults.js';
import { type ProviderHost, refusalAnswer } from './provider-host.js';
import type { RecordedRequest } from './request-log.js';

/** First path segment of the control endpoint; no provider is called so. */
export const controlPrefix = '_emulator';

/** Answers a control request; its `url` is what follows the prefix. */
export type Control = (request: RecordedRequest) => EmulatedAnswer;

/** `times: "always"` stands for infinity, which JSON has no number for. */
interface FaultOrder {
  readonly provider: string;
  readonly operationId?: string;
  readonly times?: number | 'always';
  readonly probability?: number;
  readonly fault: Fault;
}

/** Customers listed unless `?limit=` says otherwise. */
const defaultLimit = 100;

/** The control endpoint: injects faults, and shows books and requests, for tests in other processes. */
export function createControl(hosts: ReadonlyMap<string, ProviderHost>, faults: FaultControl): Control {
  const ajv = new Ajv2020({ allErrors: true, strict: false, discriminator: true, validateSchema: false });
  const isFaultOrder = ajv.compile<FaultOrder>(faultOrderSchema);
  const unknownProvider = refusalAnswer(404, `unknown provider; known: ${[...hosts.keys()].join(', ')}`);

  return ({ method, url, headers, body }) => {
    const { pathname, searchParams } = new URL(url, 'http://emulator');
    const [, subject = '', name] = pathname.split('/');
    const host = hosts.get((name ?? searchParams.get('provider') ?? '').toLowerCase());
    switch (`${method} ${subject}`) {
      case 'POST faults':
        // A web page cannot send this media type to another origin without asking first.
        if (!headers['content-type']?.startsWith('application/json'))
          return refusalAnswer(415, 'send application/json');
        return inject(body);
      case 'DELETE faults':
        if (searchParams.has('provider') && host === undefined) return unknownProvider;
        faults.clear(host?.definition.name);
        return { status: 204 };
      case 'GET customers':
        return host === undefined
          ? unknownProvider
          : listCustomers(host, Number(searchParams.get('limit') ?? defaultLimit));
      case 'GET requests':
        return host === undefined ? unknownProvider : listRequests(host);
      default:
        return refusalAnswer(404, 'see POST and DELETE /faults, GET /customers/{provider}, GET /requests/{provider}');
    }
  };

  function inject(text: string): EmulatedAnswer {
    const order = parse(text);
    if (!isFaultOrder(order)) {
      const reasons = (isFaultOrder.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath || '/'} ${message}`,
      );
      return refusalAnswer(400, reasons.join('; '));
    }
    const host = hosts.get(order.provider.toLowerCase());
    if (host === undefined) return unknownProvider;
    const { operationId, times, probability, fault } = order;
    if (operationId !== undefined && !host.document.operations.has(operationId)) {
      return refusalAnswer(400, `unknown operation; known: ${[...host.document.operations.keys()].join(', ')}`);
    }
    const { failures } = host.definition.emulator;
    if (fault.kind === 'answer' && !Object.hasOwn(failures, fault.name)) {
      return refusalAnswer(400, `unknown answer; known: ${Object.keys(failures).join(', ')}`);
    }
    faults.inject(host.definition.name, {
      operationId,
      times: times === 'always' ? Number.POSITIVE_INFINITY : times,
      probability,
      fault,
    });
    return { status: 204 };
  }
}

function listCustomers({ store }: ProviderHost, limit: number): EmulatedAnswer {
  if (!Number.isSafeInteger(limit) || limit < 0) return refusalAnswer(400, 'limit is a whole number');
  const customers = store.customers();
  return { status: 200, body: { total: customers.length, customers: limit === 0 ? [] : customers.slice(-limit) } };
}

/** Credentials may be real ones: whoever points a live client here need not find them in a list. */
function listRequests({ requests, document }: ProviderHost): EmulatedAnswer {
  const secret = credentialHeader(document.security);
  const hidden = requests.list().map((request) => ({
    ...request,
    headers: { ...request.headers, ...(secret in request.headers && { [secret]: '[hidden]' }) },
  }));
  return { status: 200, body: { requests: hidden } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const status = { type: 'integer', minimum: 200, maximum: 599 };
const ms = { type: 'number', minimum: 0 };
const recorded = { type: 'boolean' };
const replayed = { type: 'boolean' };

const faultSchema = (kind: Fault['kind'], properties: object = {}, required: readonly string[] = []) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...properties },
  required: ['kind', ...required],
  additionalProperties: false,
});

const faultOrderSchema = {
  type: 'object',
  properties: {
    provider: { type: 'string' },
    operationId: { type: 'string' },
    times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }] },
    probability: { type: 'number', minimum: 0, maximum: 1 },
    fault: {
      type: 'object',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      oneOf: [
        faultSchema('answer', { name: { type: 'string' }, replayed }, ['name']),
        faultSchema(
          'status',
          {
            status,
            body: {},
            headers: { type: 'object', additionalProperties: { type: 'string' } },
            recorded,
            replayed,
          },
          ['status'],
        ),
        faultSchema('latency', { ms }, ['ms']),
        faultSchema('hang', { recorded }),
        faultSchema('reset', { recorded }, ['recorded']),
        faultSchema('truncated'),
        faultSchema('slow-body', { ms }, ['ms']),
        faultSchema('malformed-json'),
        faultSchema('html', { status, recorded }, ['status']),
        faultSchema('empty', { status, recorded }, ['status']),
        faultSchema('no-id'),
        faultSchema('wrong-type', { as: { enum: ['object', 'number'] } }),
      ],
    },
  },
  required: ['provider', 'fault'],
  additionalProperties: false,
};
