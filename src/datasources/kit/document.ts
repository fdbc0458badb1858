import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ViolationCode } from '../../domain/violation.js';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** What to tell the caller about a value that a schema refuses: our own `x-violation` beside `pattern`, `format` and `enum`. */
export interface DocumentedViolation {
  readonly code?: ViolationCode;
  readonly message?: string;
}

export const documentedViolation = (schema: JsonSchema): DocumentedViolation | undefined =>
  schema['x-violation'] as DocumentedViolation | undefined;

/** What to do when a required value is missing, where it is not plain: our own `x-missing`. */
export const documentedAdvice = (schema: JsonSchema): string | undefined => schema['x-missing'] as string | undefined;

/** Whether a field of an answer must not be stored or shown, because it authenticates somebody: our own `x-secret`. */
export const isSecret = (schema: JsonSchema): boolean => schema['x-secret'] === true;

export type HttpMethod = 'GET' | 'POST';

export interface Parameter {
  readonly name: string;
  readonly in: 'header' | 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly method: HttpMethod;
  /** Path template, e.g. `/customers/{customer_id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** The request's only media type; absent when it has no body. */
  readonly mediaType?: string;
  readonly requestSchema?: JsonSchema;
  /** Schema of the JSON response by status; a documented status without a body maps to undefined. */
  readonly responses: ReadonlyMap<number, JsonSchema | undefined>;
}

export type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: 'basic' | 'bearer' }
  | { readonly type: 'apiKey'; readonly in: 'header'; readonly name: string };

/** A provider's OpenAPI document with every `$ref` resolved: the single source of truth for its wire format. */
export interface ProviderDocument {
  readonly name: string;
  readonly servers: { readonly test: string; readonly live: string };
  readonly security: SecurityScheme;
  readonly operations: ReadonlyMap<string, Operation>;
  /** The schema `Customer`: a record as the provider answers it. */
  readonly customer: JsonSchema;
}

/** `schema/providers/`; the path is the same from `src/` and from `dist/`. */
const folder = new URL('../../../schema/providers/', import.meta.url);

type Node = Record<string, unknown>;

const loaded = new Map<string, ProviderDocument>();

/** Reads `schema/providers/<name>.openapi.yaml`, once. Throws when something is missing that this project relies on. */
export function loadDocument(name: string): ProviderDocument {
  const document = loaded.get(name) ?? readDocument(name);
  loaded.set(name, document);
  return document;
}

function readDocument(name: string): ProviderDocument {
  const root: Node = parse(readFileSync(new URL(`${name}.openapi.yaml`, folder), 'utf8'));
  const fail = (what: string): never => {
    throw new Error(`schema/providers/${name}.openapi.yaml: ${what}`);
  };
  const resolved = resolve(root, root, fail) as Node;
  const servers = (resolved.servers ?? []) as Node[];
  const server = (environment: string): string =>
    (servers.find((entry) => entry['x-environment'] === environment)?.url as string | undefined) ??
    fail(`no server with x-environment: ${environment}`);
  const schemes = Object.values(
    ((resolved.components as Node)?.securitySchemes ?? {}) as Record<string, SecurityScheme>,
  );
  return {
    name,
    servers: { test: server('test'), live: server('live') },
    security: schemes[0] ?? fail('no security scheme'),
    customer:
      ((resolved.components as Node).schemas as Record<string, JsonSchema>).Customer ?? fail('no schema Customer'),
    operations: new Map(
      Object.entries(resolved.paths as Record<string, Node>).flatMap(([path, item]) =>
        (['get', 'post'] as const)
          .filter((method) => method in item)
          .map((method) => {
            const operation = readOperation(method.toUpperCase() as HttpMethod, path, item[method] as Node);
            return [operation.operationId, operation] as const;
          }),
      ),
    ),
  };
}

function readOperation(method: HttpMethod, path: string, operation: Node): Operation {
  const content = ((operation.requestBody as Node)?.content ?? {}) as Record<string, { schema: JsonSchema }>;
  const [mediaType, body] = Object.entries(content)[0] ?? [];
  return {
    operationId: operation.operationId as string,
    method,
    path,
    parameters: ((operation.parameters ?? []) as Node[]).map((parameter) => ({
      name: parameter.name as string,
      in: parameter.in as Parameter['in'],
      required: parameter.required === true,
      schema: (parameter.schema ?? {}) as JsonSchema,
    })),
    mediaType,
    requestSchema: body?.schema,
    responses: new Map(
      Object.entries(operation.responses as Record<string, { content?: Record<string, { schema: JsonSchema }> }>).map(
        ([status, response]) => [Number(status), response.content?.['application/json']?.schema] as const,
      ),
    ),
  };
}

/** Throws when the document has no such operation. */
export function operationOf(document: ProviderDocument, operationId: string): Operation {
  const operation = document.operations.get(operationId);
  if (!operation) throw new Error(`schema/providers/${document.name}.openapi.yaml has no operation ${operationId}`);
  return operation;
}

/** Replaces local `$ref`s by what they point to. The documents contain no cycles. */
function resolve(node: unknown, root: Node, fail: (what: string) => never): unknown {
  if (Array.isArray(node)) return node.map((item) => resolve(item, root, fail));
  if (node === null || typeof node !== 'object') return node;
  const reference = (node as Node).$ref;
  if (typeof reference === 'string') {
    const target = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, key) => (at as Node | undefined)?.[key], root);
    return target === undefined ? fail(`${reference} points nowhere`) : resolve(target, root, fail);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, root, fail)]));
}
