import { readFileSync } from 'node:fs';
import { type Schema, Validator } from '@cfworker/json-schema';
import { parse } from 'yaml';
import type { WireRequest } from './wire-request.js';

/**
 * A provider's OpenAPI document, read with other code and another validator than the data sources and the emulator use,
 * because those could share a mistake.
 */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string; readonly 'x-environment': string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, { type: string; scheme?: string; in?: string; name?: string }>>;
    readonly parameters?: Readonly<Record<string, ApiParameter>>;
    readonly schemas: Readonly<Record<string, JsonNode>>;
  };
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly (ApiParameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: ApiContent };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: ApiContent }>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonNode;
}

export type JsonNode = { readonly [name: string]: unknown };
type ApiContent = Readonly<Record<string, { readonly schema: JsonNode }>>;
type Reference = { readonly $ref: string };

export function readOpenApi(name: string): OpenApi {
  return parse(readFileSync(new URL(`../../schema/providers/${name}.openapi.yaml`, import.meta.url), 'utf8'));
}

/** The node that a local reference points to; undefined if there is none. */
export function dereference(api: OpenApi, reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, name) => (node as JsonNode | undefined)?.[name], api);
}

export function parametersOf(api: OpenApi, operation: ApiOperation): readonly ApiParameter[] {
  return (operation.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? (dereference(api, parameter.$ref) as ApiParameter) : parameter,
  );
}

/** All parts of a request that the document does not allow; empty if the request is as documented. */
export function undocumentedIn(api: OpenApi, request: WireRequest): string[] {
  const [pathname = '', search = ''] = request.url.split('?');
  const template = Object.keys(api.paths).find((path) => patternOf(path).test(pathname));
  const operation = template === undefined ? undefined : api.paths[template]?.[request.method.toLowerCase()];
  if (template === undefined || operation === undefined) return [`${request.method} ${pathname} is not documented`];

  const places: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
    header: request.headers,
    query: Object.fromEntries(new URLSearchParams(search)),
    path: patternOf(template).exec(pathname)?.groups ?? {},
  };
  const parameters = parametersOf(api, operation);
  return [
    ...parameters.flatMap(({ in: place, name, required, schema }) => {
      const value = places[place]?.[place === 'header' ? name.toLowerCase() : name];
      if (value === undefined) return required ? [`${place} ${name} is missing`] : [];
      return faultsOf(api, schema, schema.type === 'integer' ? Number(value) : value, `${place} ${name}`);
    }),
    ...Object.keys(places.query ?? {})
      .filter((name) => !parameters.some((parameter) => parameter.in === 'query' && parameter.name === name))
      .map((name) => `query ${name} is not documented`),
    ...faultsOfBody(api, operation, request),
    ...faultsOfCredential(api, request),
  ];
}

function faultsOfBody(api: OpenApi, { requestBody }: ApiOperation, { headers, body, fields }: WireRequest): string[] {
  if (requestBody === undefined) return body === undefined ? [] : ['a body is not documented'];
  const mediaType = headers['content-type'] ?? '';
  const schema = requestBody.content[mediaType]?.schema;
  return schema === undefined
    ? [`the media type ${mediaType} is not documented`]
    : faultsOf(api, schema, fields, 'body');
}

function faultsOfCredential(api: OpenApi, { headers }: WireRequest): string[] {
  const [name = ''] = Object.keys(api.security[0] ?? {});
  const scheme = api.components.securitySchemes[name];
  const header = scheme?.type === 'apiKey' ? (scheme.name ?? '').toLowerCase() : 'authorization';
  const form = { basic: /^Basic [A-Za-z0-9+/]+=*$/, bearer: /^Bearer \S+$/ }[scheme?.scheme ?? ''] ?? /^\S+$/;
  return form.test(headers[header] ?? '')
    ? []
    : [`the credential in ${header} has not the form of ${JSON.stringify(scheme)}`];
}

/** The schema gets the document's components, so that the validator can follow references into them. */
function faultsOf(api: OpenApi, schema: JsonNode, value: unknown, where: string): string[] {
  const root = { ...schema, components: api.components } as Schema;
  return new Validator(root, '2020-12', false)
    .validate(value)
    .errors.map(({ instanceLocation, error }) => `${where} ${instanceLocation} ${error}`);
}

function patternOf(template: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${template
      .split(/\{(\w+)\}/)
      .map((part, index) => (index % 2 ? `(?<${part}>[^/]+)` : literal(part)))
      .join('')}$`,
  );
}
