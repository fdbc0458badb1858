import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import { providerDefinitions } from '../datasources/registry.js';
import { exampleTabs } from './example-operations.js';
import { type Asset, type Encoding, type GraphiqlAssets, loadGraphiqlAssets } from './graphiql-assets.js';

export interface GraphiqlOptions {
  /** Path that GraphiQL sends operations to, by POST. */
  readonly endpoint: string;
  /** Those that get an example each; by default all there are. */
  readonly providers?: readonly ProviderDefinition[];
}

/** Nothing is loaded from anywhere else: GraphiQL works without internet, and the browser sees to it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A file's URL changes with its content; the page is asked for again each time. */
const cacheForEver = 'public, max-age=31536000, immutable';
const revalidate = 'no-cache';

/** Serves GraphiQL on `GET /`, and what the page needs below `/graphiql/`. */
export async function registerGraphiql(app: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  let loading: Promise<GraphiqlAssets> | undefined;
  const load = () => {
    loading ??= loadGraphiqlAssets(options.endpoint, exampleTabs(options.providers ?? providerDefinitions));
    return loading;
  };

  app.get('/', async (request, reply) => {
    if (!acceptsHtml(request.headers.accept)) {
      return reply.code(406).send({ error: `GraphQL is served on POST ${options.endpoint}` });
    }
    return send(request, reply, (await load()).page, revalidate);
  });

  app.get<{ Params: { file: string } }>('/graphiql/:file', async (request, reply) => {
    const file = (await load()).files.get(request.params.file);
    return file === undefined ? reply.callNotFound() : send(request, reply, file, cacheForEver);
  });
}

async function send(request: FastifyRequest, reply: FastifyReply, file: Asset, cacheControl: string) {
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  const etag = `"${file.hash}-${encoding}"`;
  reply.headers({
    'cache-control': cacheControl,
    'content-security-policy': contentSecurityPolicy,
    etag,
    vary: 'accept, accept-encoding',
    'x-content-type-options': 'nosniff',
  });
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(file.contentType).send(await file.encoded(encoding));
}

const acceptsHtml = (accept = '*/*'): boolean => /text\/html|text\/\*|\*\/\*/.test(accept);

/** The smallest that the client takes; one that is weighed with `q=0` it does not. */
function chooseEncoding(header = ''): Encoding {
  const taken = header
    .toLowerCase()
    .split(',')
    .filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry))
    .map((entry) => entry.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding)) ?? 'identity';
}
