import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyPluginAsync } from 'fastify';
import { credentialHeader } from './authentication.js';
import type { EmulatedProvider } from './emulated-provider.js';
import { type FaultInjection, faultInjectionSchema } from './fault-injection.js';
import type { FaultControl } from './faults.js';
import type { QuotaChange, QuotaControl } from './quotas.js';

export interface ControlRoutesOptions {
  /** By name in lower case. */
  readonly providers: ReadonlyMap<string, EmulatedProvider>;
  readonly faults: FaultControl;
  readonly quotas: QuotaControl;
}

/** The control endpoint, for tests in other processes: injects faults, and shows customers and requests. */
export const controlRoutes: FastifyPluginAsync<ControlRoutesOptions> = async (app, { providers, faults, quotas }) => {
  // Only JSON: a web page cannot send it to another origin without asking first.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, parse(body)),
  );
  // Fastify's own validator would remove unknown members instead of refusing them.
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, strict: false, validateSchema: false });
  app.setValidatorCompiler(({ schema }) => ajv.compile(schema));
  app.setNotFoundHandler(() =>
    refuse(404, 'see POST and DELETE /faults and /quotas, GET /customers/{provider}, GET /requests/{provider}'),
  );

  app.post<{ Body: FaultInjection }>('/faults', { schema: { body: faultInjectionSchema } }, async (request, reply) => {
    const { provider: name, operationId, times, probability, fault } = request.body;
    const { definition, document } = find(name);
    const { failures } = definition.emulator;
    if (operationId !== undefined && !document.operations.has(operationId))
      refuse(400, `unknown operation; known: ${[...document.operations.keys()].join(', ')}`);
    if (fault.kind === 'answer' && !Object.hasOwn(failures, fault.name))
      refuse(400, `unknown answer; known: ${Object.keys(failures).join(', ')}`);
    faults.inject(definition.name, {
      operationId,
      times: times === 'always' ? Number.POSITIVE_INFINITY : times,
      probability,
      fault,
    });
    return reply.code(204).send();
  });

  app.delete<{ Querystring: { provider?: string } }>('/faults', async ({ query: { provider } }, reply) => {
    faults.clear(provider === undefined ? undefined : find(provider).definition.name);
    return reply.code(204).send();
  });

  app.post<{ Body: QuotaRequest }>('/quotas', { schema: { body: quotaSchema } }, async (request, reply) => {
    const { provider: name, ...change } = request.body;
    const { definition } = find(name);
    if (definition.emulator.quota === undefined) refuse(400, `${definition.name} documents no quota`);
    quotas.enforce(definition.name, change);
    return reply.code(204).send();
  });

  app.delete<{ Querystring: { provider?: string } }>('/quotas', async ({ query: { provider } }, reply) => {
    quotas.lift(provider === undefined ? undefined : find(provider).definition.name);
    return reply.code(204).send();
  });

  app.get<{ Params: { provider: string }; Querystring: { limit?: string } }>(
    '/customers/:provider',
    { schema: { querystring: listSchema } },
    async ({ params, query: { limit = '100' } }) => {
      const customers = find(params.provider).store.customers();
      const { length: total } = customers;
      return { total, customers: customers.slice(Math.max(0, total - Number(limit))) };
    },
  );

  app.get<{ Params: { provider: string } }>('/requests/:provider', async ({ params }) => {
    const { requests, document } = find(params.provider);
    // A client with real credentials may have been pointed here.
    const secret = credentialHeader(document.security);
    return {
      requests: requests.map((request) => ({
        ...request,
        headers: { ...request.headers, ...(secret in request.headers && { [secret]: '[hidden]' }) },
      })),
    };
  });

  function find(name: string): EmulatedProvider {
    return (
      providers.get(name.toLowerCase()) ?? refuse(404, `unknown provider; known: ${[...providers.keys()].join(', ')}`)
    );
  }
};

/** Undefined when the text is not JSON, which the schema then refuses. */
function parse(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

function refuse(statusCode: number, message: string): never {
  throw Object.assign(new Error(message), { statusCode });
}

/** The body of `POST /_emulator/quotas`: what is left out is as the provider documents it. */
interface QuotaRequest extends QuotaChange {
  readonly provider: string;
}

const count = { type: 'integer', minimum: 1 };
const quotaSchema = {
  type: 'object',
  properties: {
    provider: { type: 'string' },
    requestsPerMinute: count,
    failedRequestsPerMinute: count,
    blockSeconds: { type: 'number', exclusiveMinimum: 0 },
  },
  required: ['provider'],
  additionalProperties: false,
};

const listSchema = { type: 'object', properties: { limit: { type: 'string', pattern: '^[0-9]{1,9}$' } } };
