import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../../crash/support/audit.js';
import { startEmulatorProcess } from '../../crash/support/emulator-process.js';
import { openHistory } from '../../crash/support/history.js';
import { makeLoad } from '../../crash/support/load.js';
import { settingsFor } from '../../crash/support/providers.js';
import { type ServerProcess, startServer } from '../../crash/support/server-process.js';
import { until } from '../../crash/support/until.js';
import type { Service, Trouble, Troubled } from './troubles.js';

/** One thing that must hold. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly holds: boolean;
}

const clients = 8;
/** A client waits so long after a request without an answer, in milliseconds. */
const pauseMs = 100;
const probeEveryMs = 100;
/** After the trouble is over; the longest wait is that for a connection that is given up, 5 or 6 seconds. */
const readyWithinMs = 15_000;
/** Leases last two or three timeouts of these tests and 5 seconds, and then recovery has its turn. */
const settledWithinMs = 60_000;

/** Load before, while and after there is trouble, each for a third of the time; then everything is compared. */
export async function runTrouble(trouble: Trouble, seconds: number): Promise<string | readonly Finding[]> {
  const opened = await trouble.open();
  if (typeof opened === 'string') return opened;
  const emulatorDir = await mkdtemp(join(tmpdir(), 'chaos-emulator-'));
  const emulator = await startEmulatorProcess(emulatorDir);
  try {
    return await underLoad(trouble, opened, (seconds * 1000) / 3, emulator);
  } finally {
    await emulator.stop();
    await opened.stage.close();
    await rm(emulatorDir, { recursive: true, force: true });
  }
}

type Emulator = Awaited<ReturnType<typeof startEmulatorProcess>>;

async function underLoad(
  trouble: Trouble,
  { stage, begin, end }: Troubled,
  phaseMs: number,
  emulator: Emulator,
): Promise<readonly Finding[]> {
  const settings = { ...settingsFor((provider) => emulator.baseUrl(provider)), ...stage.settings };
  let server = await startServer(settings);
  let ended: string | undefined;
  const watchEnd = (watched: ServerProcess) =>
    void watched.exited.then(({ code, signal }) => {
      if (watched === server && !killed) ended = String(code ?? signal);
    });
  let killed = false;
  watchEnd(server);
  const service: Service = {
    async kill() {
      killed = true;
      await server.kill();
    },
    async start() {
      server = await startServer({ ...settings, PORT: new URL(server.url).port });
      killed = false;
      watchEnd(server);
    },
  };
  try {
    const history = openHistory();
    const load = makeLoad(() => [server], history, Math.random, pauseMs);
    let over = false;
    const running = load.run(() => over, clients);
    await sleep(phaseMs);
    const before = load.acknowledged.length;
    const failedBefore = failures(load.answers);

    const probes: string[] = [];
    let probing = true;
    const probed = (async () => {
      for (; probing; await sleep(probeEveryMs)) probes.push(await readiness(server));
    })();
    await begin(phaseMs, service);
    probing = false;
    await probed;
    const during = load.acknowledged.length;
    const failed = failures(load.answers) - failedBefore;
    await end(service);
    const endedAt = performance.now();
    const ready = await until(async () => (await readiness(server)) === '200 ready', readyWithinMs, 50);
    const readyMs = performance.now() - endedAt;
    await sleep(phaseMs);
    over = true;
    await running;
    const after = load.acknowledged.length;
    const settled = await until(async () => (await openCreations(server)) === 0, settledWithinMs, 200);
    await load.repeatAll(clients);
    const repeated = await until(async () => (await openCreations(server)) === 0, settledWithinMs, 200);

    if (!killed && ended === undefined) await service.kill();
    const records = await stage.read();
    const linked = new Set(records.links.map(({ provider, externalId }) => `${provider} ${externalId}`));
    const lost = load.acknowledged.filter(({ provider, externalId }) => !linked.has(`${provider} ${externalId}`));
    const found = await audit(emulator, records);
    const contradictions = history.contradictions();
    const said = [...new Set(probes)].join(', ');
    return [
      {
        what: 'the service',
        measured: ended === undefined ? 'lives' : `ended with ${ended}`,
        holds: ended === undefined,
      },
      {
        what: 'acknowledged before, in and after it',
        measured: `${before}, ${during - before}, ${after - during}`,
        holds: before > 0 && after > during,
      },
      // Trouble that nobody notices has shown nothing.
      {
        what: 'requests that failed meanwhile',
        measured: String(failed),
        holds: trouble.isSlow ? failed === 0 : failed > 0,
      },
      { what: '/readyz meanwhile', measured: said, holds: asDocumented(trouble, probes) },
      { what: '/readyz is ready again', measured: ready ? `after ${readyMs.toFixed(0)} ms` : 'never', holds: ready },
      { what: 'everything is settled', measured: String(settled && repeated), holds: settled && repeated },
      counted(
        'acknowledged and lost',
        lost.map(({ provider, externalId }) => `${provider} ${externalId}`),
      ),
      counted('at a provider and lost', found.lost),
      counted('linked and at no provider', found.dangling),
      counted('more than once at a provider', found.duplicates),
      counted('repeats that were told another customer', load.differing),
      counted('answers that contradict each other', contradictions),
      counted('left to an operator', found.reviews),
    ];
  } finally {
    await server.kill();
  }
}

/** Requests without an answer, with an internal error, or whose outcome is not known. */
const failures = (answers: Readonly<Record<string, number>>): number =>
  (answers['no answer'] ?? 0) + (answers.ProviderOutcomeUnknownError ?? 0);

function asDocumented({ notReady, isSlow }: Trouble, probes: readonly string[]): boolean {
  const others = probes.filter((says) => says !== '200 ready');
  if (isSlow) return others.length === 0;
  return notReady === undefined || others.some((says) => notReady.test(says));
}

const counted = (what: string, list: readonly string[]): Finding => ({
  what,
  measured: list.length === 0 ? '0' : `${list.length}: ${list.slice(0, 3).join('; ')}`,
  holds: list.length === 0,
});

async function readiness({ url }: ServerProcess): Promise<string> {
  try {
    const response = await fetch(`${url}/readyz`);
    return `${response.status} ${((await response.json()) as { status: string }).status}`;
  } catch {
    return 'no answer';
  }
}

/** As the service counts them; it knows nothing while its database does not answer. */
async function openCreations({ url }: ServerProcess): Promise<number | undefined> {
  const text = await fetch(`${url}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  const counts = [...text.matchAll(/^customer_creations_open\{[^}]*\} (\d+)$/gm)].map(([, count]) => Number(count));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
