import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, contradiction, isLinearizable, type Told } from '../crash/support/linearizable.js';

const call = (begin: number, end: number, told: Told, provider = 'A'): Call => ({
  provider,
  begin,
  answer: { end, told },
});
const unanswered = (begin: number, provider = 'A'): Call => ({ provider, begin });
const created = (externalId = 'x', customerId = 'c'): Told => ({ created: true, customerId, externalId });
const found = (externalId = 'x', customerId = 'c'): Told => ({ created: false, customerId, externalId });

describe('what can be true', () => {
  test.each<[string, Call[]]>([
    ['nothing', []],
    ['one creation, then the same customer', [call(0, 1, created()), call(2, 3, found()), call(4, 5, found())]],
    ['absent, then created', [call(0, 1, 'absent'), call(2, 3, created())]],
    ['the second of two at once was the first', [call(0, 5, found()), call(1, 4, created())]],
    ['absent beside the creation', [call(0, 5, created()), call(1, 4, 'absent')]],
    ['an unanswered call created it', [unanswered(0), call(2, 3, found()), call(4, 5, found())]],
    ['an unanswered call created it late', [unanswered(0), call(1, 2, 'absent'), call(3, 4, found())]],
    ['an unanswered call created nothing', [unanswered(0), call(1, 2, created()), unanswered(3)]],
    ['one customer at two providers', [call(0, 1, created('x')), call(2, 3, created('y'), 'B'), call(4, 5, found())]],
    ['an end at the very begin of another is not before it', [call(0, 1, found()), call(1, 2, created())]],
  ])('%s', (_, calls) => {
    expect(isLinearizable(calls)).toBe(true);
    expect(contradiction(calls)).toBeUndefined();
  });
});

describe('what cannot be true, in its fewest answers', () => {
  const bystanders = [call(20, 21, found()), unanswered(22), call(23, 24, found())];
  test.each<[string, Call[], number[]]>([
    ['two ids at the provider', [call(0, 1, created('x')), call(2, 3, found('y')), unanswered(4)], [0, 1]],
    ['two unified ids', [call(0, 1, created('x', 'c')), call(2, 3, found('x', 'd'))], [0, 1]],
    ['two unified ids at two providers', [call(0, 1, created('x', 'c')), call(2, 3, created('y', 'd'), 'B')], [0, 1]],
    ['there, then absent', [call(0, 1, created()), call(2, 3, 'absent'), ...bystanders], [0, 1]],
    ['found, then absent', [unanswered(0), call(1, 2, found()), call(3, 4, 'absent'), ...bystanders], [1, 2]],
    ['created twice', [call(0, 5, created()), call(1, 4, created()), ...bystanders], [0, 1]],
    ['created after it was found', [unanswered(0), call(1, 2, found()), call(3, 4, created())], [1, 2]],
    ['found before the call that created it', [call(0, 1, found()), call(2, 3, created())], [0]],
    ['found before any call that could create it', [call(0, 1, found()), unanswered(2)], [0]],
    ['found where only another provider has it', [call(0, 1, created('x'), 'B'), call(2, 3, found('y'))], [1]],
  ])('%s', (_, calls, fewest) => {
    expect(isLinearizable(calls)).toBe(false);
    expect(contradiction(calls)).toEqual(fewest.map((index) => calls[index]));
  });

  test('fifty calls at once, two of which created it, are not tried in every order', () => {
    const many = Array.from({ length: 50 }, (_, index) => call(index, 100 + index, found()));
    expect(isLinearizable([...many, call(50, 120, created())])).toBe(true);
    expect(contradiction([...many, call(50, 120, created()), call(51, 121, created())])).toHaveLength(2);
  });
});

const tolds: Told[] = ['absent', created('x'), created('y'), found('x'), found('y'), found('x', 'd')];
const anyCall = fc
  .record({
    provider: fc.constantFrom('A', 'B'),
    begin: fc.integer({ min: 0, max: 9 }),
    lasts: fc.integer({ min: 0, max: 5 }),
    told: fc.option(fc.constantFrom(...tolds), { nil: undefined, freq: 3 }),
  })
  .map(({ provider, begin, lasts, told }): Call => ({ provider, begin, answer: told && { end: begin + lasts, told } }));

test('agrees with trying every order', () => {
  let yes = 0;
  let no = 0;
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 4 }), (calls) => {
      const expected = someOrderIsPossible(calls);
      if (expected) yes += 1;
      else no += 1;
      expect(isLinearizable(calls)).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(yes, no)).toBeGreaterThan(100);
});

/** What an unanswered call may have created. */
const effects = ['c', 'd'].flatMap((customer) => [created('x', customer), created('y', customer)]);

/** The definition itself: each unanswered call is left out, or created any id; each order is tried. */
function someOrderIsPossible(calls: readonly Call[]): boolean {
  const ways = calls.map((one): readonly (Call | undefined)[] =>
    one.answer
      ? [one]
      : [undefined, ...effects.map((told) => ({ ...one, answer: { end: Number.POSITIVE_INFINITY, told } }))],
  );
  const choices = ways.reduce<(Call | undefined)[][]>(
    (made, way) => made.flatMap((choice) => way.map((one) => [...choice, one])),
    [[]],
  );
  return choices.some((choice) => orders(choice.filter((one) => one !== undefined)).some(isPossible));
}

const orders = (calls: readonly Call[]): Call[][] =>
  calls.length === 0
    ? [[]]
    : calls.flatMap((first) => orders(calls.filter((one) => one !== first)).map((rest) => [first, ...rest]));

function isPossible(order: readonly Call[]): boolean {
  const keepsTime = order.every(({ answer }, index) =>
    order.slice(0, index).every(({ begin }) => begin <= (answer?.end ?? 0)),
  );
  const customers = new Set<string>();
  const ids = new Map<string, string>();
  return (
    keepsTime &&
    order.every(({ provider, answer }) => {
      const told = answer?.told;
      if (told === undefined || told === 'absent') return !ids.has(provider);
      if (told.created === ids.has(provider)) return false;
      if (!told.created && ids.get(provider) !== told.externalId) return false;
      ids.set(provider, told.externalId);
      return customers.add(told.customerId).size === 1;
    })
  );
}
