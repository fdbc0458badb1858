import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import { providerDefinitions } from '../datasources/registry.js';
import { exampleTabs } from './example-operations.js';
import { type Asset, type Encoding, type GraphiqlAssets, loadGraphiqlAssets } from './graphiql-assets.js';

export interface GraphiqlOptions {
  /** Path that GraphiQL sends operations to, by POST. */
  readonly endpoint: string;
  /** The providers to show an example for; by default all. */
  readonly providers?: readonly ProviderDefinition[];
  /** What requests must have that GraphiQL does not send by itself. */
  readonly needs?: GraphiqlNeeds;
}

export interface GraphiqlNeeds {
  readonly sharedSecret: boolean;
  readonly token: boolean;
  readonly trustedDocuments: boolean;
}

/** What whoever opens GraphiQL has to do before anything runs in it. */
function noticesOf({ sharedSecret, token, trustedDocuments }: GraphiqlNeeds): string[] {
  const headers = [
    ...(sharedSecret ? ['"Router-Authorization": "the shared secret"'] : []),
    ...(token ? ['"Authorization": "Bearer the token"'] : []),
  ];
  return [
    ...(headers.length === 0
      ? []
      : [
          `Requests must be authorized. In each tab, under Headers, write { ${headers.join(', ')} }, then re-fetch the schema.`,
        ]),
    ...(trustedDocuments
      ? ['Only trusted documents are executed: to run what is typed here, start the server without TRUSTED_DOCUMENTS.']
      : []),
  ];
}

/** Lets the browser load nothing from other hosts: GraphiQL must work without internet. */
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

/** A file's URL changes with its content, so it never gets stale; the page itself is revalidated each time. */
const cacheForEver = 'public, max-age=31536000, immutable';
const revalidate = 'no-cache';

/** Serves GraphiQL on `GET /`, and its assets below `/graphiql/`. */
export async function registerGraphiql(app: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  let loading: Promise<GraphiqlAssets> | undefined;
  const load = () => {
    loading ??= loadGraphiqlAssets(
      options.endpoint,
      exampleTabs(options.providers ?? providerDefinitions),
      options.needs ? noticesOf(options.needs) : [],
    );
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

/** The smallest encoding that the client accepts; `q=0` means not accepted. */
function chooseEncoding(header = ''): Encoding {
  const accepted = header
    .toLowerCase()
    .split(',')
    .filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry))
    .map((entry) => entry.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding)) ?? 'identity';
}
