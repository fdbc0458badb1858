import 'reflect-metadata';
import {
  type GraphQLEnumType,
  type GraphQLFieldMap,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { type ClientTokenFailure, type DefiniteFailure, definiteFailureKinds } from '../domain/provider-failure.js';
import type { CreateCustomerOutcome } from '../services/creation/outcome.js';
import { type ErrorCode, errorCodes } from './error-codes.js';
import { toResult } from './to-result.js';
import { CreateCustomerError } from './types/create-customer-error.js';
import { ClientTokenError, clientTokenReasons } from './types/create-customer-result.js';

/** The text of `docs/errors.md`: every error that a caller may get, in the words of the schema and of `error-codes.ts`. */
export function errorReference(schema: GraphQLSchema): string {
  const members = errorsOf(schema);
  const retryable = retryableMembers();
  const shared = ['CreateCustomerError', 'ProviderError'].map((name) => typed(schema, name, isInterfaceType));
  return `${[
    introduction,
    '## Errors of a creation',
    table(
      ['member', '`retryable`', 'what happened'],
      members.map(({ name, description }) => [linkTo(name), yesOrNo(retryable.get(name)), firstSentence(description)]),
    ),
    ...members.flatMap((type) => [
      ...described(type),
      `\`retryable\`: ${retryable.get(type.name)}. Fields: those of ${listed(type.getInterfaces().map(({ name }) => linkTo(name)))}${
        ownFields(type).length > 0 ? ', and:' : '.'
      }`,
      ...fieldTable(ownFields(type)),
    ]),
    '## What errors have in common',
    ...shared.flatMap((type) => [...described(type), ...fieldTable(ownFields(type))]),
    ...described(typed(schema, 'Violation', isObjectType)),
    ...fieldTable(Object.values(typed(schema, 'Violation', isObjectType).getFields())),
    ...described(typed(schema, 'ViolationCode', isEnumType)),
    table(['code', 'meaning'], valuesOf(typed(schema, 'ViolationCode', isEnumType))),
    '## A success without its client token',
    ...described(typed(schema, 'ClientTokenError', isObjectType)),
    ...fieldTable(Object.values(typed(schema, 'ClientTokenError', isObjectType).getFields())),
    ...described(typed(schema, 'ClientTokenErrorReason', isEnumType)),
    tokenReasons(typed(schema, 'ClientTokenErrorReason', isEnumType)),
    codesIntroduction,
    table(
      ['code', 'send it again?', 'what happened', 'what to do'],
      (Object.keys(errorCodes) as ErrorCode[]).map((code) => {
        const { retryable: again, happened, remedy } = errorCodes[code];
        return [`\`${code}\``, yesOrNo(again), happened, remedy];
      }),
    ),
  ].join('\n\n')}\n`;
}

const introduction = `# Errors

\`npm run schema\` writes this page, from the descriptions in \`src/graphql/types/\` and from \`src/graphql/error-codes.ts\`. Change it there.

There are two kinds. A creation that fails is an answer like any other: HTTP status 200, and in \`data\` a member of the union \`CreateCustomerResult\`. Whatever else is wrong with a request is in \`errors\`, with [a code](#codes-in-errors). [Frontend](frontend.md) shows code that handles both. [Exactly once](exactly-once.md#idempotency-keys) says which errors a repeat with the same idempotency key gets again.`;

const codesIntroduction = `## Codes in \`errors\`

They are in \`errors[].extensions.code\`. The header \`X-Request-Id\` of the answer names the request in this service's log, and so does \`errors[].extensions.requestId\`, but for most answers with \`BAD_REQUEST\`. An error at a field has a \`path\`; the rest of the answer may be complete. What is not GraphQL at all, such as a body that is no JSON (400), too long (413), compressed or in another encoding than UTF-8 (415), is answered by the web server, as \`{ statusCode, code, error, message }\` without \`errors\`. A gateway has codes of its own.`;

type DescribedType = GraphQLObjectType | GraphQLInterfaceType | GraphQLEnumType;

/** The errors among the members of the union, in its order. */
function errorsOf(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  const shared = typed(schema, 'CreateCustomerError', isInterfaceType);
  return typed(schema, 'CreateCustomerResult', isUnionType)
    .getTypes()
    .filter((type) => type.getInterfaces().includes(shared));
}

/** Which of them may be repeated, as the code that makes them says. */
function retryableMembers(): ReadonlyMap<string, boolean> {
  const at = { provider: '', account: '' };
  const others: Record<Exclude<CreateCustomerOutcome['kind'], 'succeeded' | 'failed'>, CreateCustomerOutcome> = {
    'invalid-input': { ...at, kind: 'invalid-input', violations: [] },
    'customer-not-found': { ...at, kind: 'customer-not-found', customerId: '' },
    'not-configured': { ...at, kind: 'not-configured' },
    'key-reused': { ...at, kind: 'key-reused' },
    unknown: {
      ...at,
      kind: 'unknown',
      reason: '',
      creation: { ...at, id: '', mode: 'LIVE', state: 'UNKNOWN', attempts: 1, createdAt: new Date(0) },
    },
  };
  const failures = definiteFailureKinds.map(
    (kind): CreateCustomerOutcome => ({
      ...at,
      kind: 'failed',
      // What else a failure tells does not matter here; only the texts are missing.
      failure: { kind, reason: '', violations: [], retryAfterSeconds: 1 } as DefiniteFailure,
    }),
  );
  const results = [...Object.values(others), ...failures].map(toResult);
  return new Map(
    results.flatMap((result) =>
      result instanceof CreateCustomerError ? [[result.constructor.name, result.retryable]] : [],
    ),
  );
}

function tokenReasons(type: GraphQLEnumType): string {
  const kinds = Object.keys(clientTokenReasons) as ClientTokenFailure['kind'][];
  const errors = kinds.map((kind) => ClientTokenError.of({ kind, reason: '' }));
  const retryable = new Map<string, boolean>(errors.map((error) => [error.reason, error.retryable]));
  return table(
    ['reason', '`retryable`', 'meaning'],
    type.getValues().map(({ name, description }) => [`\`${name}\``, yesOrNo(retryable.get(name)), description ?? '']),
  );
}

function typed<Type>(schema: GraphQLSchema, name: string, is: (type: unknown) => type is Type): Type {
  const type = schema.getType(name);
  if (!is(type)) throw new Error(`The schema has no such type ${name}`);
  return type;
}

type Field = GraphQLFieldMap<unknown, unknown>[string];

/** The fields that a type does not have from an interface. */
function ownFields(type: GraphQLObjectType | GraphQLInterfaceType): readonly Field[] {
  const inherited = new Set(type.getInterfaces().flatMap((each) => Object.keys(each.getFields())));
  return Object.values(type.getFields()).filter(({ name }) => !inherited.has(name));
}

const described = ({ name, description }: DescribedType): string[] => [`### ${name}`, description ?? ''];

const fieldTable = (fields: readonly Field[]): string[] =>
  fields.length === 0
    ? []
    : [
        table(
          ['field', 'type', 'meaning'],
          fields.map(({ name, type, description }) => [`\`${name}\``, `\`${type}\``, description ?? '']),
        ),
      ];

const valuesOf = (type: GraphQLEnumType): string[][] =>
  type.getValues().map(({ name, description }) => [`\`${name}\``, description ?? '']);

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.map(inCell).join(' | ')} |`).join('\n');
}

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const linkTo = (name: string): string => `[\`${name}\`](#${name.toLowerCase()})`;

const listed = (texts: readonly string[]): string => texts.join(' and ');

const firstSentence = (text: string | null | undefined): string => /^.*?\.(?= |$)/.exec(text ?? '')?.[0] ?? '';

function yesOrNo(value: boolean | undefined): string {
  if (value === undefined) throw new Error('It is not known of every error whether it may be repeated');
  return value ? 'yes' : 'no';
}
