import { setTimeout as sleep } from 'node:timers/promises';
import {
  noPostgres,
  openEmbedded,
  openEmbeddedOnSmallDisk,
  openPostgres,
  openPostgresOnSmallDisk,
  type Stage,
} from './stage.js';

/** The service under test, as whoever runs it sees it. */
export interface Service {
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Something that goes wrong, and later does not any more. */
export interface Trouble {
  readonly name: string;
  /** What `/readyz` must say at some time while it lasts, as docs/operations.md has it; undefined where it may stay ready. */
  readonly notReady?: RegExp;
  /** Whether `/readyz` must stay ready all the time, and no request may fail: it is only slow. */
  readonly isSlow?: boolean;
  /** Why this cannot be done here; else the database, and how to trouble it. */
  open(): Promise<string | Troubled>;
}

export interface Troubled {
  readonly stage: Stage;
  /** @param lastsMs How long it shall last. Returns when it is about to end. */
  begin(lastsMs: number, service: Service): Promise<void>;
  end(service: Service): Promise<void>;
}

const noDisk = 'a small file system cannot be mounted here: that takes root, and the right to mount';
const nothing = async () => {};

/** Often enough for each statement to be hit at some time, in milliseconds. */
const everyMs = 500;

/** Does it again and again for that long. */
async function again(lastsMs: number, trouble: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + lastsMs; Date.now() < until; await sleep(everyMs)) await trouble();
}

/** On the way to the database, in milliseconds. */
const latencyMs = 500;

export const troubles: readonly Trouble[] = [
  {
    name: 'restart',
    notReady: /^503 the database does not answer$/,
    async open() {
      if (noPostgres) return noPostgres;
      const stage = await openPostgres();
      return {
        stage,
        async begin(lastsMs) {
          await stage.stop();
          await sleep(lastsMs);
        },
        end: () => stage.start(),
      };
    },
  },
  {
    name: 'backends',
    async open() {
      if (noPostgres) return noPostgres;
      const stage = await openPostgres();
      return {
        stage,
        async begin(lastsMs) {
          const ended = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unified-customers'`;
          await again(lastsMs, () => stage.node().query(ended));
        },
        end: nothing,
      };
    },
  },
  {
    name: 'disk-full',
    async open() {
      if (noPostgres) return noPostgres;
      const stage = await openPostgresOnSmallDisk();
      if (stage === undefined) return noDisk;
      return {
        stage,
        async begin(lastsMs) {
          // PostgreSQL keeps room for what it is about to write: it takes a while, and other pieces, until none is left.
          await again(lastsMs, () => stage.disk.fill());
        },
        async end() {
          await stage.disk.empty();
          // What an operator does when PostgreSQL has given up because it could not write its log.
          if (!(await isUp(stage.node().query('SELECT 1')))) await stage.start();
        },
      };
    },
  },
  {
    name: 'latency',
    isSlow: true,
    async open() {
      if (noPostgres) return noPostgres;
      const stage = await openPostgres();
      return {
        stage,
        async begin(lastsMs) {
          stage.relay.slow(latencyMs);
          await sleep(lastsMs);
        },
        end: async () => stage.relay.slow(0),
      };
    },
  },
  {
    name: 'embedded-disk-full',
    async open() {
      const stage = await openEmbeddedOnSmallDisk();
      if (stage === undefined) return noDisk;
      return {
        stage,
        async begin(lastsMs) {
          await again(lastsMs, () => stage.disk.fill());
        },
        end: () => stage.disk.empty(),
      };
    },
  },
  {
    name: 'embedded-killed',
    notReady: /^no answer/,
    async open() {
      return {
        stage: await openEmbedded(),
        async begin(lastsMs, service) {
          await service.kill();
          await sleep(lastsMs);
        },
        end: (service) => service.start(),
      };
    },
  },
];

const isUp = (answer: Promise<unknown>): Promise<boolean> =>
  answer.then(
    () => true,
    () => false,
  );
