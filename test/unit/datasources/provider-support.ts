import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { ProviderDocument } from '../../../src/datasources/kit/document.js';
import { valueAt } from '../../../src/datasources/kit/values.js';
import type { CreateCustomerRequest } from '../../../src/datasources/payment-data-source.js';
import type { FieldMapping } from '../../../src/datasources/provider-definition.js';
import type {
  EmulatedAnswer,
  EmulatedCustomerStore,
  EmulatedRequest,
  ProviderEmulator,
} from '../../../src/datasources/provider-emulator.js';
import type { CustomerProfile } from '../../../src/domain/customer.js';

/** A request of `customer-0001`; everything else that a test does not care about is empty. */
export function aRequest(
  profile: CustomerProfile = {},
  over: Partial<CreateCustomerRequest> = {},
): CreateCustomerRequest {
  return {
    profile,
    requestClientToken: false,
    options: {},
    merchantCustomerId: 'customer-0001',
    idempotencyKey: 'creation-1',
    begunAt: now,
    ...over,
  };
}

/** What one row of a mapping table makes of a request; throws when there is no such row. */
export function wireValue(fields: readonly FieldMapping[], wire: string, request: CreateCustomerRequest): unknown {
  const row = fields.find((field) => field.wire === wire);
  if (!row) throw new Error(`no row ${wire}`);
  return row.value ? row.value(request) : valueAt(request.profile, ...(row.input[0] ?? []));
}

export const now = new Date('2026-02-03T04:05:06.789Z');

/** A customer store in memory whose clock stands still at `now` and whose ids count up. */
export function openTestStore(): EmulatedCustomerStore {
  const customers: Readonly<Record<string, unknown>>[] = [];
  let ids = 0;
  return {
    customers: () => customers,
    find: (field, value) => customers.find((customer) => customer[field] === value),
    add: (customer) => customers.push(customer),
    newId: (prefix, length) => prefix + String(++ids).padStart(length, '0'),
    now: () => now,
  };
}

/** Calls an emulated operation, and expects an answer that the document describes. */
export function emulate(
  document: ProviderDocument,
  emulator: ProviderEmulator,
  operationId: string,
  request: Partial<EmulatedRequest>,
  store: EmulatedCustomerStore,
): EmulatedAnswer {
  const answer = emulator.operations[operationId]?.({ body: {}, headers: {}, path: {}, query: {}, ...request }, store);
  if (!answer) throw new Error(`no operation ${operationId}`);
  expectDocumented(document, operationId, answer);
  return answer;
}

const ajv = new Ajv2020({ strict: false });

/** Expects that the document describes this status for the operation, and that the body fits its schema. */
export function expectDocumented(document: ProviderDocument, operationId: string, answer: EmulatedAnswer): void {
  const schema = document.operations.get(operationId)?.responses.get(answer.status);
  expect(schema, `${operationId} ${answer.status}`).toBeDefined();
  expect(ajv.validate(schema ?? false, answer.body), JSON.stringify(answer.body)).toBe(true);
}

/** The input paths by wire pointer, as dotted names. */
export function inputsByWire(fields: readonly FieldMapping[]): Record<string, string[]> {
  return Object.fromEntries(fields.map(({ wire, input }) => [wire, input.map((path) => path.join('.'))]));
}

/** A request as the emulator's host hands it on. */
export function emulatedRequest(parts: Partial<EmulatedRequest> = {}): EmulatedRequest {
  return { body: {}, headers: {}, path: {}, query: {}, ...parts };
}

/** Bodies that no error table may stumble over. */
export const unreadableBodies: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  '',
  'Bad Gateway',
  [],
  ['text', { error: 1 }],
  {},
  { error: null },
  { error: {} },
  { error: [null, 1] },
  { errorCode: [], errorDescription: {} },
  { id: 'cus_1', email: 'jane@example.com' },
];
