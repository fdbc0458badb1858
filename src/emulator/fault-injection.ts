import type { Fault } from './faults.js';

/** The body of `POST /_emulator/faults`; `always` stands for infinity, which JSON has no number for. */
export interface FaultInjection {
  readonly provider: string;
  readonly operationId?: string;
  readonly times?: number | 'always';
  readonly probability?: number;
  readonly fault: Fault;
}

const status = { type: 'integer', minimum: 200, maximum: 599 };
const ms = { type: 'number', minimum: 0 };
const recorded = { type: 'boolean' };
const replayed = { type: 'boolean' };
const headers = { type: 'object', additionalProperties: { type: 'string' } };

const faultSchema = (kind: Fault['kind'], properties: object = {}, required: readonly string[] = []) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...properties },
  required: ['kind', ...required],
  additionalProperties: false,
});

export const faultInjectionSchema = {
  type: 'object',
  properties: {
    provider: { type: 'string' },
    operationId: { type: 'string' },
    times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }] },
    probability: { type: 'number', minimum: 0, maximum: 1 },
    fault: {
      type: 'object',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      oneOf: [
        faultSchema('answer', { name: { type: 'string' }, replayed }, ['name']),
        faultSchema('status', { status, body: {}, headers, recorded, replayed }, ['status']),
        faultSchema('latency', { ms }, ['ms']),
        faultSchema('hang', { recorded }),
        faultSchema('reset', { recorded }, ['recorded']),
        faultSchema('truncated'),
        faultSchema('slow-body', { ms }, ['ms']),
        faultSchema('malformed-json'),
        faultSchema('html', { status, recorded }, ['status']),
        faultSchema('empty', { status, recorded }, ['status']),
        faultSchema('no-id'),
        faultSchema('wrong-type', { as: { enum: ['object', 'number'] } }),
      ],
    },
  },
  required: ['provider', 'fault'],
  additionalProperties: false,
};
