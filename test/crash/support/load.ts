import { setTimeout as sleep } from 'node:timers/promises';
import type { History } from './history.js';
import { type Provider, providers } from './providers.js';
import type { CreateAnswer, CustomerInput, ServerProcess } from './server-process.js';

/** One customer that a client means to have at one provider, however often it asks. */
interface Intent {
  readonly provider: Provider;
  readonly input: CustomerInput;
  /** The unified customer and the provider's id, once acknowledged. */
  acknowledged?: { readonly customerId: string; readonly externalId: string };
}

/** Clients that ask for customers, again and again, of whichever server is up. */
export interface Load {
  readonly answers: Readonly<Record<string, number>>;
  readonly acknowledged: readonly {
    readonly provider: Provider;
    readonly externalId: string;
    /** Of the unified customer. */
    readonly customerId: string;
  }[];
  /** Requests whose answer named another customer than an earlier one to the same request. */
  readonly differing: readonly string[];
  /** Sends until then: milliseconds of the epoch, or whether it is over. */
  run(until: number | (() => boolean), clients: number): Promise<void>;
  /** Repeats every request once. */
  repeatAll(clients: number): Promise<void>;
}

/**
 * @param history Gets every call.
 * @param pauseMs How long a client waits after a request without an answer, in milliseconds.
 */
export function makeLoad(
  servers: () => readonly ServerProcess[],
  history: History,
  random: () => number = Math.random,
  pauseMs = 0,
): Load {
  const intents: Intent[] = [];
  const answers: Record<string, number> = {};
  const differing: string[] = [];
  let made = 0;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  function newIntent(): Intent {
    made += 1;
    const id = `load-${made}`;
    const known = random() < 0.15 ? pick(intents)?.acknowledged : undefined;
    const who: CustomerInput = known
      ? { customerId: known.customerId }
      : { firstName: 'Asha', lastName: 'Rao', email: `${id}@example.com`, phone: '+12025550143' };
    // With a reference, a key, or both: without either, a repeat would be another customer.
    const named = !known && random() < 0.5;
    const input: CustomerInput = {
      ...who,
      ...(named && { reference: `reference-${id}` }),
      ...((!named || random() < 0.5) && { idempotencyKey: id }),
    };
    const intent: Intent = { provider: pick(providers), input };
    intents.push(intent);
    return intent;
  }

  async function ask(intent: Intent, server: ServerProcess): Promise<void> {
    const answer = await history.createCustomer(server, intent.provider, intent.input).catch(() => undefined);
    const name = answer?.__typename ?? 'no answer';
    answers[name] = (answers[name] ?? 0) + 1;
    if (answer) note(intent, answer);
    else if (pauseMs > 0) await sleep(pauseMs);
  }

  function note(intent: Intent, { customer, providerCustomer }: CreateAnswer): void {
    if (!customer || !providerCustomer) return;
    const { externalId } = providerCustomer;
    intent.acknowledged ??= { customerId: customer.id, externalId };
    if (intent.acknowledged.externalId !== externalId) differing.push(`${intent.provider} ${externalId}`);
  }

  async function client(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const intent = intents.length > 0 && random() < 0.25 ? pick(intents) : newIntent();
      // Some clients ask several processes at once.
      const asked = random() < 0.15 ? servers() : [pick(servers())];
      await Promise.all(asked.map((server) => ask(intent, server)));
    }
  }

  return {
    answers,
    differing,
    get acknowledged() {
      return intents.flatMap(({ provider, acknowledged }) => (acknowledged ? [{ provider, ...acknowledged }] : []));
    },
    async run(until, clients) {
      const isOver = typeof until === 'number' ? () => Date.now() >= until : until;
      await Promise.all(Array.from({ length: clients }, () => client(isOver)));
    },
    async repeatAll(clients) {
      const left = [...intents];
      const repeat = async () => {
        for (let intent = left.pop(); intent; intent = left.pop()) await ask(intent, pick(servers()));
      };
      await Promise.all(Array.from({ length: clients }, repeat));
    },
  };
}

/** Orders that make some of the requests to every provider fail, each in its own way, until they are called off. */
export const troubles: readonly object[] = providers.flatMap((provider) =>
  [
    { probability: 0.05, fault: { kind: 'latency', ms: 300 } },
    { probability: 0.02, fault: { kind: 'latency', ms: 1_200 } },
    { probability: 0.02, fault: { kind: 'reset', recorded: true } },
    { probability: 0.02, fault: { kind: 'reset', recorded: false } },
    { probability: 0.01, fault: { kind: 'hang', recorded: true } },
    { probability: 0.01, fault: { kind: 'hang' } },
    { probability: 0.02, fault: { kind: 'html', status: 502, recorded: true } },
    { probability: 0.02, fault: { kind: 'html', status: 503 } },
    { probability: 0.01, fault: { kind: 'truncated' } },
    { probability: 0.01, fault: { kind: 'malformed-json' } },
    { probability: 0.005, fault: { kind: 'no-id' } },
    { probability: 0.01, fault: { kind: 'slow-body', ms: 400 } },
    { probability: 0.01, fault: { kind: 'empty', status: 200, recorded: true } },
    { probability: 0.02, fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: {} } },
  ].map((order) => ({ provider, times: 'always', ...order })),
);
