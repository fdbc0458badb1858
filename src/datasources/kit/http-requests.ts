import type { HttpRequest } from '../http/http-client.js';
import type { PreparedRequest } from '../payment-data-source.js';
import type { CalledAbout, LookupCall, ProviderSettings } from '../provider-definition.js';
import { authenticationHeaders } from './authentication.js';
import type { CompiledProvider } from './compile-provider.js';
import { operationOf } from './document.js';

/** The HTTP requests to one account of a provider. */
export interface HttpRequests {
  create(prepared: PreparedRequest): HttpRequest;
  /** A GET about a customer. */
  get(about: CalledAbout, call: LookupCall): HttpRequest;
}

export function httpRequests(
  { definition, document, create }: CompiledProvider,
  settings: ProviderSettings,
): HttpRequests {
  const { resend } = definition.recovery;
  const authentication = authenticationHeaders(document.security, definition.credential(settings));
  const headersOf = (about: CalledAbout) => ({
    accept: 'application/json',
    ...authentication,
    ...definition.headers?.(about, settings),
  });
  const mediaType = create.mediaType ?? 'application/json';
  const encode = mediaType === 'application/x-www-form-urlencoded' ? toForm : JSON.stringify;

  return {
    create: ({ request, body }) => ({
      method: create.method,
      path: create.path,
      template: create.path,
      headers: { ...headersOf(request), 'content-type': mediaType },
      body: encode(body),
      repeatable: resend.harmless !== 'never',
    }),

    get(about, { operationId, path, query }) {
      const template = operationOf(document, operationId).path;
      return {
        method: 'GET',
        path: pathOf(template, path, query),
        template,
        headers: headersOf(about),
        repeatable: true,
      };
    },
  };
}

function pathOf(
  template: string,
  path: Readonly<Record<string, string>> = {},
  query?: Readonly<Record<string, string>>,
): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  return query ? `${filled}?${new URLSearchParams(query)}` : filled;
}

const toForm = (body: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])).toString();
