import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Admission, FailureBudget } from '../../../../src/datasources/http/failure-budget.js';
import { type SendingOutcome, unreachable } from '../../../../src/datasources/http/outcome.js';
import { assertProperty } from '../../../support/property.js';

const answered = (status: number, headers: Record<string, string> = {}): SendingOutcome => ({
  kind: 'answered',
  status,
  headers,
  body: '',
});
const [succeeded, failed] = [answered(200), answered(422)];
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const admissionOf = (budget: FailureBudget, maxWaitMs = 0) => budget.admit(maxWaitMs, never);
/** Sends one request that ends at once; returns whether it was let in. */
function send(budget: FailureBudget, outcome: SendingOutcome): boolean {
  const admitted = admissionOf(budget) === 'admitted';
  if (admitted) budget.settle(outcome);
  return admitted;
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
function watch(admission: Admission | Promise<Admission>): { now?: Admission } {
  const seen: { now?: Admission } = {};
  void Promise.resolve(admission).then((value) => {
    seen.now = value;
  });
  return seen;
}

describe('a budget of failures', () => {
  test.each<[string, SendingOutcome, boolean]>([
    ['200', answered(200), false],
    ['302', answered(302), false],
    ['400', answered(400), true],
    ['404', answered(404), true],
    ['429', answered(429), true],
    ['500', answered(500), true],
    ['an unknown answer', { kind: 'unknown', reason: '' }, true],
    ['no sending', unreachable('refused', ''), false],
  ])('%s counts: %s', (_, outcome, counts) => {
    const budget = new FailureBudget({ failures: 1 });
    expect(send(budget, outcome)).toBe(true);
    expect(admissionOf(budget)).toEqual(counts ? { nextInMs: 60_000, because: 'failures' } : 'admitted');
  });

  test('lets nothing in once it is used up, until the oldest failure is a minute old', async () => {
    const budget = new FailureBudget({ failures: 3 });
    expect(send(budget, failed)).toBe(true);
    await pass(10_000);
    for (let n = 0; n < 2; n++) expect(send(budget, failed)).toBe(true);
    expect(budget.refusal(49_999)).toEqual({ nextInMs: 50_000, because: 'failures' });
    expect(budget.refusal(50_000)).toBeUndefined();
    expect(admissionOf(budget)).toEqual({ nextInMs: 50_000, because: 'failures' });
    await pass(49_999);
    expect(send(budget, failed)).toBe(false);
    await pass(1);
    expect(send(budget, failed)).toBe(true);
    expect(send(budget, succeeded)).toBe(false);
    await pass(10_000);
    for (let n = 0; n < 50; n++) expect(send(budget, succeeded)).toBe(true);
  });

  test('counts those in flight as failures until they have ended, and lets the next in by turns', async () => {
    const budget = new FailureBudget({ failures: 2 });
    expect([admissionOf(budget), admissionOf(budget)]).toEqual(['admitted', 'admitted']);
    const [third, fourth] = [watch(admissionOf(budget, 5000)), watch(admissionOf(budget, 5000))];
    await pass(1000);
    expect([third.now, fourth.now]).toEqual([undefined, undefined]);
    budget.settle(succeeded);
    await pass(0);
    expect([third.now, fourth.now]).toEqual(['admitted', undefined]);
    budget.settle(failed);
    await pass(0);
    // One failed and one is in flight: a fourth would have to wait for the minute to end, unless the third succeeds.
    expect(fourth.now).toBeUndefined();
    budget.settle(failed);
    await pass(0);
    expect(fourth.now).toEqual({ nextInMs: 60_000, because: 'failures' });
  });

  test('gives a place up whose turn does not come, and one that is not wanted any more', async () => {
    const budget = new FailureBudget({ failures: 1 });
    const gone = new AbortController();
    expect(admissionOf(budget)).toBe('admitted');
    const [late, given, next] = [
      watch(admissionOf(budget, 1000)),
      watch(budget.admit(5000, gone.signal)),
      watch(admissionOf(budget, 5000)),
    ];
    await pass(999);
    expect(late.now).toBeUndefined();
    await pass(1);
    expect(late.now).toEqual({ nextInMs: 1000, because: 'under-way' });
    expect(admissionOf(budget)).toEqual({ nextInMs: 1000, because: 'under-way' });
    gone.abort();
    await pass(0);
    expect(given.now).toBe('aborted');
    expect(await budget.admit(5000, gone.signal)).toBe('aborted');
    budget.settle(succeeded);
    await pass(0);
    expect(next.now).toBe('admitted');
  });

  test('is not used up by the clock on the wall', async () => {
    const budget = new FailureBudget({ failures: 1 });
    send(budget, failed);
    vi.setSystemTime(Date.now() - 3_600_000);
    await pass(60_000);
    expect(send(budget, failed)).toBe(true);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(send(budget, failed)).toBe(false);
  });

  test('whatever happens, no minute has more failures than it allows, and nothing is kept back for ever', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 20_000 }),
      fails: fc.boolean(),
      /** How many of those in flight end before the next one comes. */
      end: fc.integer({ min: 0, max: 4 }),
    });
    assertProperty(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 60 }), (failures, steps) => {
        vi.useFakeTimers();
        const budget = new FailureBudget({ failures });
        const failedAt: number[] = [];
        const inFlight: boolean[] = [];
        const endOne = () => {
          const fails = inFlight.shift();
          if (fails === undefined) return;
          if (fails) failedAt.push(performance.now());
          budget.settle(fails ? failed : succeeded);
        };
        for (const { afterMs, fails, end } of steps) {
          vi.advanceTimersByTime(afterMs);
          if (admissionOf(budget) === 'admitted') inFlight.push(fails);
          for (let n = 0; n < end; n++) endOne();
        }
        while (inFlight.length > 0) endOne();
        for (let n = failures; n < failedAt.length; n++) {
          expect((failedAt[n] ?? 0) - (failedAt[n - failures] ?? 0)).toBeGreaterThanOrEqual(60_000);
        }
        vi.advanceTimersByTime(60_000);
        expect(admissionOf(budget)).toBe('admitted');
      }),
    );
  });
});

describe('a provider that asks to wait', () => {
  const asked = (value: string, status = 429) => answered(status, { 'retry-after': value });

  test('is left alone for as long as it says, by a budget without a limit too', async () => {
    const budget = new FailureBudget();
    send(budget, asked('3600'));
    expect(admissionOf(budget, 60_000)).toEqual({ nextInMs: 3_600_000, because: 'asked-to-wait' });
    await pass(3_599_999);
    expect(admissionOf(budget)).toEqual({ nextInMs: 1, because: 'asked-to-wait' });
    await pass(1);
    expect(send(budget, succeeded)).toBe(true);
  });

  test('is asked again in time, by those who can wait', async () => {
    const budget = new FailureBudget();
    send(budget, asked('2'));
    const [short, long] = [watch(admissionOf(budget, 1000)), watch(admissionOf(budget, 3000))];
    await pass(0);
    expect(short.now).toEqual({ nextInMs: 2000, because: 'asked-to-wait' });
    await pass(1999);
    expect(long.now).toBeUndefined();
    await pass(1);
    expect(long.now).toBe('admitted');
  });

  test('sends those away who wait for others, if they cannot wait that long', async () => {
    const budget = new FailureBudget({ failures: 1 });
    expect(admissionOf(budget)).toBe('admitted');
    const waiting = watch(admissionOf(budget, 5000));
    budget.settle(asked('3600'));
    await pass(0);
    expect(waiting.now).toEqual({ nextInMs: 3_600_000, because: 'asked-to-wait' });
  });

  test('may name a date, but is not left alone for more than two hours', () => {
    const [soon, late] = [new FailureBudget(), new FailureBudget()];
    const now = Date.parse('Wed, 21 Oct 2026 07:27:00 GMT');
    expect(admissionOf(soon)).toBe('admitted');
    soon.settle(asked('Wed, 21 Oct 2026 07:28:00 GMT'), now);
    expect(admissionOf(soon)).toEqual({ nextInMs: 60_000, because: 'asked-to-wait' });
    send(late, asked('Fri, 31 Dec 9999 23:59:59 GMT'));
    expect(admissionOf(late)).toEqual({ nextInMs: 7_200_000, because: 'asked-to-wait' });
  });

  test('does not shorten what it asked for before', () => {
    const budget = new FailureBudget();
    expect([admissionOf(budget), admissionOf(budget)]).toEqual(['admitted', 'admitted']);
    budget.settle(asked('60'));
    budget.settle(asked('5'));
    expect(admissionOf(budget)).toEqual({ nextInMs: 60_000, because: 'asked-to-wait' });
  });

  test.each([
    ['a 429 without a time', answered(429)],
    ['one with a time that is none', asked('soon')],
    ['another status', asked('60', 503)],
  ])('%s keeps nobody back', (_, outcome) => {
    const budget = new FailureBudget();
    send(budget, outcome);
    expect(admissionOf(budget)).toBe('admitted');
  });
});
