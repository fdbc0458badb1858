import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type BatchOptions, batched } from '../../../src/repositories/batched.js';
import { DatabaseError } from '../../../src/repositories/database-error.js';

/** Runs statements that end when the test says so. */
function statements(options: Partial<BatchOptions<string, string>> = {}) {
  const under: { readonly rows: readonly string[]; end(): void; fail(error: Error): void }[] = [];
  const started: string[] = [];
  const call = batched<string, string>({
    run: (rows) =>
      new Promise((resolve, reject) => {
        started.push(rows.join(' '));
        under.push({ rows, end: () => resolve(rows.map((row) => row.toUpperCase())), fail: reject });
      }),
    sizeOf: (row) => row.length,
    ...options,
  });
  const next = () => {
    const statement = under.shift();
    if (!statement) throw new Error('No statement is under way');
    return statement;
  };
  /** Ends the oldest statement, and waits for what follows. */
  const end = async () => {
    next().end();
    await sleep(0);
  };
  const fail = async (error: Error) => {
    next().fail(error);
    await sleep(0);
  };
  return { call, started, end, fail };
}

const collision = new DatabaseError('unique-violation', 'duplicate key', '23505');

it('runs a row at once when no statement is under way, and those that come meanwhile together', async () => {
  const { call, started, end } = statements();
  const first = call('a');
  expect(started).toEqual(['a']);
  const others = ['b', 'c', 'd'].map(call);
  expect(started).toEqual(['a']);
  await end();
  expect(started).toEqual(['a', 'b c d']);
  await end();
  expect(await Promise.all([first, ...others])).toEqual(['A', 'B', 'C', 'D']);
  void call('e');
  expect(started.at(-1)).toBe('e');
});

it('runs each alone when the database refuses a statement, so that only the faulty one fails', async () => {
  const { call, started, end, fail } = statements();
  void call('a');
  const others = ['b', 'bad', 'd'].map((row) => call(row).catch((error: unknown) => error));
  await end();
  await fail(collision);
  expect(started).toEqual(['a', 'b bad d', 'b', 'bad', 'd']);
  await end();
  await fail(collision);
  await end();
  expect(await Promise.all(others)).toEqual(['B', collision, 'D']);
});

it.each([
  ['the connection is lost', new DatabaseError('unavailable', 'no connection to the database: ECONNRESET')],
  ['the server shuts down', new DatabaseError('unavailable', 'terminating connection', '57P01')],
  ['anything else is thrown', new TypeError('a defect')],
])('repeats nothing when %s, as rows may be stored', async (_, error) => {
  const { call, started, end, fail } = statements();
  void call('a');
  const others = ['b', 'c'].map((row) => call(row).catch((reason: unknown) => reason));
  await end();
  await fail(error);
  expect(await Promise.all(others)).toEqual([error, error]);
  expect(started).toEqual(['a', 'b c']);
});

it('keeps apart what concerns the same, in the order in which it came', async () => {
  const { call, started, end } = statements({ concerns: (row) => [...row] });
  void call('a');
  for (const row of ['x1', 'x2', 'y2', 'z', 'y3']) void call(row);
  for (let n = 0; n < 4; n += 1) await end();
  // y2 may not overtake x2, nor y3 y2.
  expect(started).toEqual(['a', 'x1 z', 'x2', 'y2', 'y3']);
});

it('takes no more than a hundred rows or a megabyte into a statement, but any row alone', async () => {
  const { call, started, end } = statements();
  void call('a');
  for (let n = 0; n < 150; n += 1) void call('b');
  await end();
  await end();
  expect(started.map((rows) => rows.split(' ').length)).toEqual([1, 100, 50]);
  for (const row of ['c'.repeat(1_200_000), 'd'.repeat(600_000), 'e'.repeat(600_000), 'f']) void call(row);
  for (let n = 0; n < 3; n += 1) await end();
  expect(started.slice(3).map((rows) => rows.replace(/(.)\1+/g, '$1'))).toEqual(['c', 'd f', 'e']);
});

it('does not wait behind a statement that hangs', async () => {
  const { call, started } = statements({ patienceMs: 5 });
  void call('hangs');
  void call('b');
  void call('c');
  await expect.poll(() => started).toEqual(['hangs', 'b c']);
  for (const row of ['d', 'e', 'f']) {
    void call(row);
    await sleep(20);
  }
  // At most four at once: the pool has other work too.
  expect(started).toEqual(['hangs', 'b c', 'd', 'e']);
});

it('opens no second lane while statements end in time', async () => {
  const started: string[] = [];
  const call = batched<string, string>({
    run: async (rows) => {
      started.push(rows.join(' '));
      await sleep(5);
      return rows;
    },
    sizeOf: () => 1,
    patienceMs: 500,
  });
  let under = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      await sleep(n);
      under += 1;
      most = Math.max(most, under);
      await call(String(n));
      under -= 1;
    }),
  );
  expect(started.length).toBeLessThan(40);
  expect(started.join(' ').split(' ').map(Number)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

it('runs a statement in the context of the first of its callers', async () => {
  const caller = new AsyncLocalStorage<string>();
  const ran: (string | undefined)[] = [];
  const call = batched<string, string>({
    run: async (rows) => {
      ran.push(caller.getStore());
      await sleep(1);
      return rows;
    },
    sizeOf: () => 1,
  });
  const results = ['a', 'b', 'c'].map((name) =>
    caller.run(name, async () => {
      await call(name);
      return caller.getStore();
    }),
  );
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
  expect(ran).toEqual(['a', 'b']);
});
