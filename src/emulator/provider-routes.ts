import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { EmulatedProvider, RecordedRequest } from './emulated-provider.js';
import { respond, whole } from './fault-response.js';
import type { FaultRules } from './faults.js';
import { compileOperation } from './operation.js';
import type { Quotas } from './quotas.js';
import { sendResponse } from './send-response.js';

/** The part of a pino logger that the emulator uses. Headers and bodies of requests are never logged. */
export interface EmulatorLog {
  debug(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ProviderRoutesOptions {
  readonly provider: EmulatedProvider;
  readonly faults: FaultRules;
  readonly quotas: Quotas;
  /** Aborts when the emulator closes. */
  readonly closing: AbortSignal;
  readonly log?: EmulatorLog;
}

interface ProviderRequest {
  Body: string | undefined;
  Params: Readonly<Record<string, string>>;
  Querystring: Readonly<Record<string, string>>;
}

/** Enough to see what a test did, without filling the memory in a benchmark. */
const requestsKept = 1000;

/** The operations of one provider's document, each at its path below the plugin's prefix. */
export const providerRoutes: FastifyPluginAsync<ProviderRoutesOptions> = async (app, options) => {
  const { provider, faults, quotas, closing, log } = options;
  const { definition, document, requests } = provider;
  const operations = [...document.operations.values()];

  // The body stays text: the request log and idempotency keys need it word for word, whatever its media type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook<ProviderRequest>('preHandler', (request, _reply, done) => {
    const { method, originalUrl, body = '' } = request;
    const url = originalUrl.slice(app.prefix.length);
    requests.push({ method, url, headers: headersOf(request), body, at: new Date() });
    if (requests.length > requestsKept) requests.shift();
    done();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no such path' }));

  for (const operation of operations) {
    const callOf = compileOperation(provider, operation);
    const { url, names } = toRoute(operation.path);
    app.route<ProviderRequest>({
      method: operation.method,
      url,
      async handler(request, reply) {
        const refusal = quotas.refusal(definition.name);
        if (refusal !== undefined) {
          quotas.count(definition.name, refusal.status);
          return sendResponse(reply, whole(refusal));
        }
        const fault = faults.take(definition.name, operation.operationId);
        if (fault?.kind === 'latency') await sleep(fault.ms, undefined, { signal: closing }).catch(() => undefined);
        if (closing.aborted) return reply.hijack();
        const { params, query, body: text = '' } = request;
        const path = Object.fromEntries(names.map((name, index) => [name, params[index + 1] ?? '']));
        const call = callOf({ headers: headersOf(request), path, query, text });
        const response = respond(fault, call, definition.emulator.failures);
        const status = 'answer' in response ? response.answer.status : undefined;
        if (status !== undefined) quotas.count(definition.name, status);
        log?.debug({ provider: definition.name, method: request.method, response: response.kind, status }, 'emulated');
        return sendResponse(reply, response);
      },
    });
  }

  for (const path of new Set(operations.map((operation) => operation.path))) {
    const allowed: readonly string[] = operations
      .filter((operation) => operation.path === path)
      .map(({ method }) => method);
    app.route({
      method: app.supportedMethods.filter((method) => !allowed.includes(method)),
      url: toRoute(path).url,
      handler: (_request, reply) =>
        reply.code(405).header('allow', allowed.join(', ')).send({ error: 'no such method' }),
    });
  }
};

/** Node gives a list only for `set-cookie`, which is no request's header. */
const headersOf = ({ headers }: Pick<FastifyRequest, 'headers'>) => headers as RecordedRequest['headers'];

/**
 * Translates a path template: `/customers/{customer_id}` becomes `/customers/:1` and the list of names. Numbers, because
 * a parameter's name in Fastify cannot contain `-` or `.`. Colons of the path itself are escaped by doubling them.
 */
function toRoute(path: string): { readonly url: string; readonly names: readonly string[] } {
  const names: string[] = [];
  const url = path.replaceAll(':', '::').replace(/\{([^}]+)\}/g, (_, name: string) => `:${names.push(name)}`);
  return { url, names };
}
