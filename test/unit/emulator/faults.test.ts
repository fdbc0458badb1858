import { describe, expect, it } from 'vitest';
import { createFaultRules } from '../../../src/emulator/faults.js';

const hang = { kind: 'hang' } as const;
const slow = { kind: 'latency', ms: 5 } as const;

describe('the fault rules', () => {
  it('gives each fault as often as asked, in the order they came', () => {
    const board = createFaultRules();
    board.inject('ACME', { fault: hang });
    board.inject('ACME', { fault: slow, times: 2 });
    const taken = [1, 2, 3, 4].map(() => board.take('ACME', 'create'));
    expect(taken).toEqual([hang, slow, slow, undefined]);
  });

  it('keeps to the operation and the provider', () => {
    const board = createFaultRules();
    board.inject('ACME', { fault: hang, operationId: 'get' });
    expect(board.take('ACME', 'create')).toBeUndefined();
    expect(board.take('OTHER', 'get')).toBeUndefined();
    expect(board.take('ACME', 'get')).toEqual(hang);
  });

  it('spares by chance without counting', () => {
    const rolls = [0.9, 0.1, 0.1];
    const board = createFaultRules(() => rolls.shift() ?? 0);
    board.inject('ACME', { fault: hang, probability: 0.5 });
    expect([1, 2, 3].map(() => board.take('ACME', 'create'))).toEqual([undefined, hang, undefined]);
  });

  it('goes on for ever when told to, until it is cleared', () => {
    const board = createFaultRules();
    board.inject('ACME', { fault: hang, times: Number.POSITIVE_INFINITY });
    board.inject('OTHER', { fault: hang, times: Number.POSITIVE_INFINITY });
    for (let n = 0; n < 1000; n += 1) expect(board.take('ACME', 'create')).toEqual(hang);
    board.clear('ACME');
    expect(board.take('ACME', 'create')).toBeUndefined();
    expect(board.take('OTHER', 'create')).toEqual(hang);
    board.clear();
    expect(board.take('OTHER', 'create')).toBeUndefined();
  });
});
