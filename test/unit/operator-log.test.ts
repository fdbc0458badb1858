import type { FastifyBaseLogger } from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OperatorAlert } from '../../src/domain/safe-error.js';
import { createOperatorLog } from '../../src/operator-log.js';
import { DatabaseError } from '../../src/repositories/database-error.js';
import type { CreationReport } from '../../src/services/dependencies.js';

let lines: [level: string, message: string, details: object][];
const write = (level: string) => (details: object, message: string) => void lines.push([level, message, details]);
const logger = { info: write('info'), warn: write('warn'), error: write('error') } as unknown as FastifyBaseLogger;

beforeEach(() => {
  lines = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failed: CreationReport = {
  creationId: 'c-1',
  provider: 'STAX',
  account: 'default',
  mode: 'LIVE',
  state: 'FAILED',
  kind: 'rate-limit',
  attempts: 2,
};

it.each<[string, Partial<CreationReport>]>([
  ['info: a creation at STAX failed: validation', { kind: 'validation' }],
  ['info: a creation at STAX failed: already-exists', { kind: 'already-exists' }],
  ['warn: a creation at STAX failed: rate-limit', { kind: 'rate-limit' }],
  ['warn: a creation at STAX failed: unavailable', { kind: 'unavailable', reason: 'ECONNREFUSED' }],
  ['warn: a creation at STAX failed: busy', { kind: 'busy', reason: 'the queue is full' }],
  ['error: a creation at STAX failed: authentication', { kind: 'authentication' }],
  [
    'warn: the outcome of a creation at STAX is unknown: no answer',
    { state: 'UNKNOWN', kind: 'outcome-unknown', reason: 'no answer' },
  ],
  [
    'error: a creation at STAX needs a review: it is late',
    { state: 'NEEDS_REVIEW', kind: 'outcome-unknown', reason: 'it is late' },
  ],
])('%s', (line, report) => {
  createOperatorLog(logger).report({ ...failed, ...report });
  expect(lines.map(([level, message]) => `${level}: ${message}`)).toEqual([line]);
});

it('says of a creation all that it can be found by', () => {
  const report = { ...failed, httpStatus: 429, providerCode: 'TOO_MANY', requestId: 'request-1' };
  createOperatorLog(logger, () => 'trace-1').report(report);
  expect(lines[0]?.[2]).toEqual({ ...report, reason: undefined, traceId: 'trace-1' });
});

it.each(['jane@example.com is taken', 'x'.repeat(65), 'a\nb'])(
  'leaves out a code that may be more: %j',
  (providerCode) => {
    createOperatorLog(logger).report({ ...failed, providerCode });
    expect(lines[0]?.[2]).toMatchObject({ providerCode: undefined });
  },
);

const first = (count: number, kind: string) => Array.from({ length: count }, (_, n) => `${kind}-${n + 1}`);

it('counts the same trouble with the database instead of repeating it', () => {
  const log = createOperatorLog(logger);
  const away = new DatabaseError('unavailable', 'no connection to the database: ECONNREFUSED');
  for (let n = 0; n < 500; n += 1) {
    log.resolverFailed(away, `request-${n}`);
    log.warn(away, `c-${n}`);
  }
  log.resolverFailed(new Error('another'), 'request-500');
  expect(lines.map(([, message]) => message)).toEqual([
    'a resolver failed',
    'the database failed',
    'a resolver failed',
  ]);
  expect(lines[0]?.[2]).toMatchObject({ error: away.message, requestId: 'request-0', stack: undefined });
  expect(lines[2]?.[2]).toMatchObject({ error: 'Error', stack: expect.stringContaining('operator-log.test.ts') });

  vi.advanceTimersByTime(10_000);
  expect(lines.slice(3)).toEqual([
    [
      'error',
      'a resolver failed, 499 more times in 10 s',
      { error: away.message, times: 499, requestIds: first(20, 'request'), creationIds: [] },
    ],
    [
      'error',
      'the database failed, 499 more times in 10 s',
      { error: away.message, times: 499, requestIds: [], creationIds: first(20, 'c') },
    ],
  ]);
  log.resolverFailed(away, 'later');
  expect(lines.at(-1)?.[2]).toMatchObject({ requestId: 'later' });
});

it('repeats what an operator has to see each time', () => {
  const log = createOperatorLog(logger);
  for (const id of ['c-1', 'c-2']) log.warn(new OperatorAlert('STAX has duplicate records'), id);
  expect(lines.map(([, , details]) => details)).toMatchObject([{ creationId: 'c-1' }, { creationId: 'c-2' }]);
});
