import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CompiledSources, compileSources } from '../../support/compiled.js';
import { container, hasContainers } from '../../support/container.js';

/** 400 in the full form. */
const rounds = Number(process.env.LOCK_ROUNDS ?? 20);
const contenders = 6;

interface Answer {
  readonly done: boolean;
  readonly name?: string;
  readonly message?: string;
}

interface LockProcess {
  /** In its own namespace. */
  readonly pid: number;
  readonly child: ChildProcess;
  take(options?: object): Promise<Answer>;
  check(): Promise<Answer>;
  release(): Promise<Answer>;
  leaveEarlierLock(): Promise<Answer>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

let compiled: CompiledSources;
let directory: string;
let path: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  compiled = await compileSources();
});
afterAll(() => compiled.remove());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'it.lock');
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

async function start(within: readonly string[] = []): Promise<LockProcess> {
  const script = fileURLToPath(new URL('../../support/lock-process.mjs', import.meta.url));
  const [command = '', ...args] = [...within, process.execPath, script, compiled.module('repositories/file-lock.js')];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => running.delete(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    return done ? { done: false, message: 'killed' } : JSON.parse(value);
  };
  const send = (order: string, options?: object): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify({ order, path, options })}\n`);
    return answer();
  };
  child.stdin.on('error', () => {});
  const { pid } = await answer();
  return {
    pid,
    child,
    take: (options) => send('take', options),
    check: () => send('check'),
    release: () => send('release'),
    leaveEarlierLock: () => send('leave earlier lock'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('a lock between processes', () => {
  it(
    `is given to one of ${contenders} that meet a killed holder, ${rounds} times`,
    async () => {
      let holder = await start();
      expect(await holder.take()).toEqual({ done: true });
      let waiting = await Promise.all(Array.from({ length: contenders }, () => start()));
      const holders: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const killed = holder.kill();
        // Every other round the holder's end and the contenders' attempts coincide, and one of those is killed as well.
        const together = round % 2 === 1;
        if (!together) await killed;
        const answers = waiting.map((contender) => contender.take({ patienceMs: together ? 500 : 0 }));
        const victim = together ? round % contenders : undefined;
        if (victim !== undefined) {
          await sleep(Math.random() * 40);
          await waiting[victim]?.kill();
        }
        const outcomes = (await Promise.all(answers)).map(({ done }, index) => done && index !== victim);
        holders.push(outcomes.filter(Boolean).length);
        // The one that was killed may have been the holder.
        const winner = waiting[outcomes.indexOf(true)] ?? (await start());
        if (!outcomes.includes(true)) expect(await winner.take()).toEqual({ done: true });
        const others = waiting.filter((contender, index) => contender !== winner && index !== victim);
        const missing = contenders - others.length;
        waiting = [...others, ...(await Promise.all(Array.from({ length: missing }, () => start())))];
        holder = winner;
      }
      expect(holders.filter((count) => count > 1)).toEqual([]);
      // In the even rounds nobody but the holder was killed.
      expect(holders.filter((count, round) => round % 2 === 0 && count !== 1)).toEqual([]);
      await Promise.all([holder, ...waiting].map((one) => one.kill()));
    },
    30_000 + rounds * 2_000,
  );

  it('is free as soon as its holder is killed', async () => {
    const holder = await start();
    await holder.take();
    const next = await start();
    expect(await next.take({ patienceMs: 0 })).toMatchObject({ name: 'LockedError' });
    const before = performance.now();
    holder.child.kill('SIGKILL');
    expect(await next.take()).toEqual({ done: true });
    expect(performance.now() - before).toBeLessThan(3_000);
    await next.kill();
  });

  it('stays with a holder that is stopped, and goes on', async () => {
    const holder = await start();
    await holder.take();
    holder.child.kill('SIGSTOP');
    const next = await start();
    await sleep(2_500);
    expect(await next.take()).toMatchObject({ message: expect.stringContaining(`in use by process ${holder.pid}`) });
    holder.child.kill('SIGCONT');
    expect(await holder.check()).toEqual({ done: true });
    await Promise.all([holder.kill(), next.kill()]);
  });

  it('is lost by one that stood still on another machine for too long', async () => {
    const stopped = await start();
    expect(await stopped.take({ elsewhere: true })).toEqual({ done: true });
    stopped.child.kill('SIGSTOP');
    const next = await start();
    expect(await next.take()).toEqual({ done: true });
    stopped.child.kill('SIGCONT');
    expect(await stopped.check()).toMatchObject({ name: 'LockLostError' });
    await stopped.release();
    expect(await next.check()).toEqual({ done: true });
    expect(await readFile(path, 'utf8')).toContain(`"pid":${next.pid},`);
    await Promise.all([stopped.kill(), next.kill()]);
  });

  it.skipIf(!hasContainers)(
    'is respected and passed on between containers, in each of which the holder is process 1',
    async () => {
      const [first, second] = await Promise.all([start(container), start(container)]);
      expect([first.pid, second.pid]).toEqual([1, 1]);
      expect(await first.take()).toEqual({ done: true });
      expect(await second.take()).toMatchObject({ name: 'LockedError' });
      await first.kill();
      expect(await second.take()).toEqual({ done: true });
      await second.kill();
    },
  );

  it.skipIf(!hasContainers)(
    'of an earlier version is passed on in the container of its killed holder, a zombie, and not in another',
    async () => {
      const sibling = await start(container);
      expect(await sibling.leaveEarlierLock()).toEqual({ done: true });
      const other = await start(container);
      expect(await other.take()).toMatchObject({
        message: expect.stringContaining('Make sure that no other process uses it'),
      });
      expect(await sibling.take()).toEqual({ done: true });
      await Promise.all([sibling.kill(), other.kill()]);
    },
  );

  it.skipIf(process.platform !== 'linux')('is not held by a zombie', async () => {
    // The shell becomes a program that waits for no child.
    const holder = await start(['sh', '-c', 'exec 3<&0; "$@" <&3 & exec sleep 60', 'sh']);
    expect(await holder.take()).toEqual({ done: true });
    process.kill(holder.pid, 'SIGKILL');
    await expect.poll(() => readFile(`/proc/${holder.pid}/status`, 'utf8')).toContain('State:\tZ');
    const next = await start();
    expect(await next.take()).toEqual({ done: true });
    await Promise.all([holder.kill(), next.kill()]);
  });
});
