import { type Call, contradiction, type Told } from './linearizable.js';
import type { Provider } from './providers.js';
import type { CreateAnswer, CustomerInput, ServerProcess } from './server-process.js';

/** Begin, end and answer of every call, by the customer that it wants. */
export interface History {
  /** Of `ServerProcess`, put on record. */
  createCustomer(server: ServerProcess, provider: Provider, input: CustomerInput): Promise<CreateAnswer>;
  readonly calls: number;
  /** Of each customer whose calls were told what cannot all be true, the fewest such answers, to be printed. */
  contradictions(): readonly string[];
}

/** The same customer has the same name in all its requests: its reference, else its id, else their key. */
export function openHistory(): History {
  const byCustomer = new Map<string, Call[]>();
  /** Who was answered with a unified id; later requests may ask by it. */
  const names = new Map<string, string>();
  const nameOf = ({ reference, customerId, idempotencyKey }: CustomerInput): string =>
    reference ??
    (customerId === undefined ? undefined : (names.get(customerId) ?? customerId)) ??
    String(idempotencyKey);

  function note(name: string, call: Call): void {
    const calls = byCustomer.get(name) ?? [];
    calls.push(call);
    byCustomer.set(name, calls);
  }

  return {
    async createCustomer(server, provider, input) {
      const name = nameOf(input);
      const begin = performance.now();
      try {
        const answer = await server.createCustomer(provider, input);
        const end = performance.now();
        const told = toldBy(answer);
        if (told !== 'nothing') note(name, { provider, begin, answer: told && { end, told } });
        if (answer.customer && !names.has(answer.customer.id)) names.set(answer.customer.id, name);
        return answer;
      } catch (error) {
        note(name, { provider, begin });
        throw error;
      }
    },
    get calls() {
      return [...byCustomer.values()].reduce((sum, { length }) => sum + length, 0);
    },
    contradictions: () =>
      [...byCustomer].flatMap(([name, calls]) => {
        const answers = contradiction(calls);
        return answers === undefined ? [] : [printed(name, answers, calls.length - answers.length)];
      }),
  };
}

/** These failures created nothing, and are not replayed: the customer was not there. */
const absences = new Set([
  'ProviderAuthenticationError',
  'ProviderRateLimitError',
  'ProviderUnavailableError',
  'ServiceBusyError',
]);

/** Undefined: the outcome is open. `nothing`: the call changed nothing and learned nothing of the customer. */
function toldBy({
  __typename,
  created,
  customer,
  providerCustomer,
  creation,
}: CreateAnswer): Told | 'nothing' | undefined {
  if (created !== undefined && customer && providerCustomer) {
    return { created, customerId: customer.id, externalId: providerCustomer.externalId };
  }
  if (absences.has(__typename)) return 'absent';
  return creation ? undefined : 'nothing';
}

function printed(name: string, answers: readonly Call[], others: number): string {
  const lines = answers.map(({ provider, begin, answer }) => {
    const told = answer?.told;
    const what =
      told === undefined || told === 'absent'
        ? 'absent'
        : `${told.created ? 'created' : 'there already'}, customer ${told.customerId}, external id ${told.externalId}`;
    return `  ${begin.toFixed(1)} to ${answer?.end.toFixed(1)} ms, ${provider}: ${what}`;
  });
  return [`${name}: cannot all be true, whatever became of ${others} other calls`, ...lines].join('\n');
}
