import { AsyncResource } from 'node:async_hooks';
import { DatabaseError } from './database-error.js';

/** Statements for one row and for several, which are one round trip and, where they write, one commit. */
export interface BatchOptions<Row, Result> {
  /** Runs one statement for these rows, and resolves to their results in the same order. */
  run(rows: readonly Row[]): Promise<readonly Result[]>;
  /** Rows that have one of these in common are never in the same statement, as it cannot do one after the other. */
  concerns?(row: Row): readonly string[];
  /** About how many bytes a row has in a statement. */
  sizeOf(row: Row): number;
  /** How long a statement may take, in milliseconds, before those that wait for it go in another beside it. */
  readonly patienceMs?: number;
}

/** Of one statement, so that a single one neither takes long nor holds up everything else on its connection. */
const [maxRows, maxBytes] = [100, 1_000_000];
/** Statements at once; the pool's other connections remain for everything else. */
const maxLanes = 4;
const defaultPatienceMs = 50;

interface Waiting<Row, Result> {
  readonly row: Row;
  /** Of a caller who had to wait: tells traces what a statement belongs to. */
  readonly caller?: AsyncResource;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects rows that come while a statement is under way, and runs them together when it has ended: one round trip for all
 * of them and one commit, which is what a durable write waits for. Nothing waits for others to come: a row that finds no statement under way
 * goes at once, alone. Databases do the same with their log.
 *
 * Each row has its own result. When the database refuses a statement for several rows, it has stored none of them, and
 * each row is run alone, so that none fails because of another. When the connection is lost it is not known what was
 * stored, and all of them fail, as each would have failed alone.
 */
export function batched<Row, Result>(options: BatchOptions<Row, Result>): (row: Row) => Promise<Result> {
  const { run, concerns, sizeOf, patienceMs = defaultPatienceMs } = options;
  const waiting: Waiting<Row, Result>[] = [];
  let lanes = 0;
  /** When the newest statement was started. */
  let startedAt = 0;
  let impatience: NodeJS.Timeout | undefined;

  /** A statement belongs to the first of its callers. */
  const runFor = (batch: readonly Waiting<Row, Result>[]) => {
    const go = () => run(batch.map(({ row }) => row));
    const { caller } = batch[0] as Waiting<Row, Result>;
    return caller === undefined ? go() : caller.runInAsyncScope(go);
  };

  async function alone(item: Waiting<Row, Result>): Promise<void> {
    const { resolve, reject } = item;
    try {
      const [result] = await runFor([item]);
      resolve(result as Result);
    } catch (error) {
      reject(error);
    }
  }

  async function together(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await runFor(batch);
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      if (wasRefused(error)) await Promise.all(batch.map(alone));
      else for (const { reject } of batch) reject(error);
    }
  }

  /** The first that waits, and those behind it that can go with it; the others keep their places. */
  function takeBatch(): Waiting<Row, Result>[] {
    const batch: Waiting<Row, Result>[] = [];
    const left: Waiting<Row, Result>[] = [];
    const concerned = new Set<string>();
    let bytes = 0;
    for (const item of waiting) {
      const about = concerns?.(item.row) ?? [];
      const size = sizeOf(item.row);
      const fits = batch.length === 0 || (batch.length < maxRows && bytes + size <= maxBytes);
      if (fits && !about.some((one) => concerned.has(one))) {
        batch.push(item);
        bytes += size;
      } else {
        left.push(item);
      }
      // Also of one that stays behind: what came later must not overtake it.
      for (const one of about) concerned.add(one);
    }
    waiting.splice(0, waiting.length, ...left);
    return batch;
  }

  async function drive(): Promise<void> {
    lanes += 1;
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      startedAt = performance.now();
      await (batch.length === 1 ? alone(batch[0] as Waiting<Row, Result>) : together(batch));
    }
    lanes -= 1;
  }

  /** A statement that hangs, because of a lock or a slow disk, must not hold up rows that have nothing to do with it. */
  function watch(): void {
    if (impatience !== undefined || waiting.length === 0 || lanes >= maxLanes) return;
    impatience = setTimeout(
      () => {
        impatience = undefined;
        if (waiting.length > 0 && lanes < maxLanes && performance.now() - startedAt >= patienceMs) void drive();
        watch();
      },
      Math.max(1, startedAt + patienceMs - performance.now()),
    );
  }

  return (row) =>
    new Promise((resolve, reject) => {
      if (lanes === 0) {
        waiting.push({ row, resolve, reject });
        void drive();
      } else {
        waiting.push({ row, caller: new AsyncResource('BatchedRow'), resolve, reject });
        watch();
      }
    });
}

/** Whether the database itself refused the statement, and so has rolled it back, and would perhaps take one for fewer rows. */
const wasRefused = (error: unknown): boolean =>
  error instanceof DatabaseError && error.sqlState !== undefined && !/^(08|57P|53300)/.test(error.sqlState);
