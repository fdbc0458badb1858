/**
 * What can go wrong on demand.
 *
 * With `recorded` the operation is carried out first: the customer exists although the answer does not say so. Without
 * it, or with false, nothing is carried out.
 *
 * `replayed` says whether repeats with the same idempotency key get this answer again. By default they do if the
 * provider's keys keep answers with this status, except for 409, which says that the key is still in use.
 */
export type Fault =
  /** One of the provider's documented failures, by its name in the provider's `emulator.ts`. */
  | { readonly kind: 'answer'; readonly name: string; readonly replayed?: boolean }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly recorded?: boolean;
      readonly replayed?: boolean;
    }
  /** Waits, then carries out and answers as usual, even if the client has gone: a write that comes late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'hang'; readonly recorded?: boolean }
  /** TCP reset. */
  | { readonly kind: 'reset'; readonly recorded: boolean }
  /** Carried out; the connection ends in the middle of the answer's body. */
  | { readonly kind: 'truncated' }
  /** Carried out; the second half of the answer's body comes this much later. */
  | { readonly kind: 'slow-body'; readonly ms: number }
  /** Carried out; a complete answer whose body is not JSON. */
  | { readonly kind: 'malformed-json' }
  /** The error page of a proxy. */
  | { readonly kind: 'html'; readonly status: number; readonly recorded?: boolean }
  /** A status without a body. */
  | { readonly kind: 'empty'; readonly status: number; readonly recorded?: boolean }
  /** Carried out; the usual answer without any id. */
  | { readonly kind: 'no-id' }
  /** Carried out; the usual answer with every id an object, or a number. */
  | { readonly kind: 'wrong-type'; readonly as?: 'object' | 'number' };

export interface FaultRule {
  /** An operation of the provider's document; absent: all of them. */
  readonly operationId?: string;
  /** How many requests it applies to: 1 by default, `Infinity` for all. */
  readonly times?: number;
  /** Chance for each request, from 0 to 1; 1 by default. Requests that it does not hit do not count towards `times`. */
  readonly probability?: number;
  readonly fault: Fault;
}

export interface FaultControl {
  /** The rules of a provider are tried in the order in which they were injected; a request gets one fault at most. */
  inject(provider: string, rule: FaultRule): void;
  /** Removes the rules of one provider, or of all. */
  clear(provider?: string): void;
}

export interface FaultRules extends FaultControl {
  /** The fault for the next request to an operation, if any; counts as one of its `times`. */
  take(provider: string, operationId: string): Fault | undefined;
}

/** `random` returns numbers from 0 up to but not including 1. */
export function createFaultRules(random: () => number = Math.random): FaultRules {
  const rules = new Map<string, { rule: FaultRule; left: number }[]>();
  return {
    inject(provider, rule) {
      rules.set(provider, [...(rules.get(provider) ?? []), { rule, left: rule.times ?? 1 }]);
    },
    clear(provider) {
      if (provider === undefined) rules.clear();
      else rules.delete(provider);
    },
    take(provider, operationId) {
      const waiting = rules.get(provider) ?? [];
      const hit = waiting.find(
        ({ rule, left }) =>
          left > 0 &&
          (rule.operationId ?? operationId) === operationId &&
          (rule.probability === undefined || random() < rule.probability),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      rules.set(
        provider,
        waiting.filter(({ left }) => left > 0),
      );
      return hit.rule.fault;
    },
  };
}
