import { readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { violationCodes } from '../../src/domain/violation.js';
import { dereference, type JsonNode, type OpenApi, parametersOf, readOpenApi } from './open-api.js';

const names = readdirSync(new URL('../../schema/providers/', import.meta.url)).map((file) =>
  file.replace('.openapi.yaml', ''),
);

it('there is one document for each provider of the registry, and no other', () => {
  expect(names.sort()).toEqual(providerDefinitions.map(({ document }) => document).sort());
});

/** Every object and array of a document, with the path to it. */
function* nodesOf(node: unknown, at: string): Generator<[at: string, node: JsonNode]> {
  if (typeof node !== 'object' || node === null) return;
  yield [at, node as JsonNode];
  for (const [name, child] of Object.entries(node)) yield* nodesOf(child, `${at}/${name}`);
}

const operationsOf = (api: OpenApi) =>
  Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method,
      operation,
      parameters: parametersOf(api, operation),
    })),
  );

/** Every schema of a document: those of components, parameters, request bodies and responses. */
const schemasOf = (api: OpenApi): [at: string, schema: JsonNode][] => [
  ...Object.entries(api.components.schemas).map(
    ([name, schema]) => [`components ${name}`, schema] as [string, JsonNode],
  ),
  ...operationsOf(api).flatMap(({ operation, parameters }) => [
    ...parameters.map(({ name, schema }) => [`${operation.operationId} ${name}`, schema] as [string, JsonNode]),
    ...[
      operation.requestBody?.content ?? {},
      ...Object.values(operation.responses).map(({ content }) => content ?? {}),
    ].flatMap((content) =>
      Object.values(content).map(({ schema }) => [`${operation.operationId} body`, schema] as [string, JsonNode]),
    ),
  ]),
];

describe.each(names)('%s.openapi.yaml', (name) => {
  const api = readOpenApi(name);
  const operations = operationsOf(api);

  it('is OpenAPI 3.1, and says where its facts come from', () => {
    expect(Object.keys(api).sort()).toEqual(['components', 'info', 'openapi', 'paths', 'security', 'servers']);
    expect(api.openapi).toMatch(/^3\.1\.\d+$/);
    expect(api.info).toEqual({
      title: expect.stringMatching(/./),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      description: expect.stringMatching(/come[s]? from/),
    });
  });

  it('has a test and a live server, over https', () => {
    expect(api.servers.map((server) => server['x-environment'])).toEqual(['test', 'live']);
    for (const { url } of api.servers) expect(url).toMatch(/^https:\/\/[a-z0-9.-]+[a-z]$/);
  });

  it('declares the one security scheme that it uses', () => {
    const schemes = Object.entries(api.components.securitySchemes);
    expect(api.security).toEqual(schemes.map(([scheme]) => ({ [scheme]: [] })));
    expect(schemes).toHaveLength(1);
    for (const [, { type, scheme, in: place, name: header }] of schemes) {
      if (type === 'http') expect(['basic', 'bearer']).toContain(scheme);
      else
        expect({ type, place, header }).toEqual({
          type: 'apiKey',
          place: 'header',
          header: expect.stringMatching(/^[\w-]+$/),
        });
    }
  });

  it('points nowhere in vain', () => {
    const references = [...nodesOf(api, '#')].filter(([, node]) => typeof node.$ref === 'string');
    const broken = references.filter(([, node]) => dereference(api, node.$ref as string) === undefined);
    expect(broken.map(([at]) => at)).toEqual([]);
  });

  it('names its operations, each once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('createCustomer');
    for (const { method, path, operation } of operations) {
      expect(['get', 'post']).toContain(method);
      expect(path).toMatch(/^(\/(\w+|\{\w+\}))+$/);
      expect(operation.summary).toMatch(/./);
    }
  });

  it('declares the parameters of every path, and describes each', () => {
    for (const { path, operation, parameters } of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map((parameter) => parameter.name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => part),
      );
      for (const parameter of inPath) expect(parameter.required).toBe(true);
      for (const { in: place, name: parameter, description } of parameters) {
        expect(['path', 'query', 'header']).toContain(place);
        expect(description, `${operation.operationId} ${parameter}`).toMatch(/./);
      }
    }
  });

  it('describes every answer, a success among them', () => {
    for (const { operation, method } of operations) {
      const statuses = Object.keys(operation.responses);
      expect(statuses.filter((status) => /^2\d\d$/.test(status))).not.toEqual([]);
      expect(statuses.filter((status) => !/^[2-5]\d\d$/.test(status))).toEqual([]);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description, `${operation.operationId} ${status}`).toMatch(/./);
        if (status.startsWith('2')) expect(Object.keys(content ?? {})).toEqual(['application/json']);
      }
      expect(operation.requestBody === undefined).toBe(method === 'get');
      if (operation.requestBody) {
        expect(operation.requestBody.required).toBe(true);
        expect(Object.keys(operation.requestBody.content)).toHaveLength(1);
      }
    }
  });

  it('holds nothing but valid JSON Schema, whose examples fit', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, validateFormats: false });
    for (const keyword of ['x-violation', 'x-missing', 'x-secret', 'components']) ajv.addKeyword(keyword);
    for (const [at, schema] of schemasOf(api)) {
      const root = { ...schema, components: api.components };
      expect(() => ajv.compile(root), at).not.toThrow();
      for (const [, { examples, ...part }] of nodesOf(schema, at)) {
        if (!Array.isArray(examples)) continue;
        const validate = ajv.compile({ ...part, components: api.components });
        for (const example of examples) expect(validate(example), `${at}: ${JSON.stringify(example)}`).toBe(true);
      }
    }
  });

  const create = operations.find(({ operation }) => operation.operationId === 'createCustomer');
  const [body] = Object.values(create?.operation.requestBody?.content ?? {});
  const fields = [...propertiesOf(api, body?.schema ?? {}, '')];

  it('has a label and a description for every field that a form could show', () => {
    expect(fields).not.toEqual([]);
    const undescribed = fields.filter(([, field]) => !field.title || !field.description);
    expect(undescribed.map(([at]) => at)).toEqual([]);
  });

  it('words its violations with known codes', () => {
    const codes = Object.keys(violationCodes);
    const words = [...nodesOf(api, '#')].flatMap(([at, node]) =>
      'x-violation' in node ? [[at, node['x-violation']] as const] : [],
    );
    for (const [at, violation] of words) {
      // Without a code, it is that of the keyword that is violated.
      const { code = 'INVALID_FORMAT', message, ...rest } = violation as { code?: string; message: string };
      expect(codes, at).toContain(code);
      expect(message, at).toMatch(/^[A-Z]?\w+ .+/);
      expect(rest, at).toEqual({});
    }
    const bare = fields.filter(([, field]) => ('pattern' in field || 'format' in field) && !('x-violation' in field));
    expect(
      bare.map(([at]) => at),
      'a pattern says nothing to people',
    ).toEqual([]);
  });
});

/** The leaves of a request's schema. */
function* propertiesOf(api: OpenApi, schema: JsonNode, at: string): Generator<[at: string, schema: JsonNode]> {
  const whole = typeof schema.$ref === 'string' ? (dereference(api, schema.$ref) as JsonNode) : schema;
  const properties = Object.entries((whole.properties ?? {}) as Record<string, JsonNode>);
  if (properties.length === 0) yield [at, whole];
  for (const [name, property] of properties) yield* propertiesOf(api, property, `${at}/${name}`);
}
