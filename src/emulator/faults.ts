/**
 * What can go wrong on demand. Faults that say `recorded` happen before the operation, or, when it is true, after it
 * was carried out: the customer then exists although the answer does not say so. `replayed` says whether a repeat with
 * the same idempotency key gets that answer again, where the provider keeps keys; true by default, save for the
 * statuses of `notReplayed`.
 */
export type Fault =
  /** One of the provider's own documented failures, by its name in the provider's folder. */
  | { readonly kind: 'answer'; readonly name: string; readonly replayed?: boolean }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly recorded?: boolean;
      readonly replayed?: boolean;
    }
  /** Waits, then does and answers as usual, even when the caller has gone: the write that comes late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'hang'; readonly recorded?: boolean }
  /** TCP reset. */
  | { readonly kind: 'reset'; readonly recorded: boolean }
  /** Carried out; the connection ends in the middle of the body. */
  | { readonly kind: 'truncated' }
  /** Carried out; the second half of the body comes this much later. */
  | { readonly kind: 'slow-body'; readonly ms: number }
  /** Carried out; a complete answer whose body is not JSON. */
  | { readonly kind: 'malformed-json' }
  /** A proxy's error page. */
  | { readonly kind: 'html'; readonly status: number; readonly recorded?: boolean }
  /** No body at all. */
  | { readonly kind: 'empty'; readonly status: number; readonly recorded?: boolean }
  /** Carried out; the usual answer without any id. */
  | { readonly kind: 'no-id' }
  /** Carried out; the usual answer with every id an object, or a number. */
  | { readonly kind: 'wrong-type'; readonly as?: 'object' | 'number' };

/** The request was not looked at: wrong credentials, the key still in use, too many requests. */
export const notReplayed: readonly number[] = [401, 409, 429];

export interface FaultRule {
  /** Of the provider's document; absent: every operation. */
  readonly operationId?: string;
  /** How many requests it befalls: 1 by default, `Infinity` for all. */
  readonly times?: number;
  /** Chance for each request, from 0 to 1; 1 by default. A request that is spared does not count. */
  readonly probability?: number;
  readonly fault: Fault;
}

export interface FaultControl {
  /** Rules of a provider are tried in the order they came; a request suffers one fault at most. */
  inject(provider: string, rule: FaultRule): void;
  /** Forgets the rules of one provider, or of all. */
  clear(provider?: string): void;
}

export interface FaultBoard extends FaultControl {
  /** The fault that befalls the next request to an operation, if any; uses it up. */
  take(provider: string, operationId: string): Fault | undefined;
}

/** `random` gives numbers from 0 to below 1. */
export function createFaultBoard(random: () => number = Math.random): FaultBoard {
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
      const waiting = rules.get(provider);
      if (waiting === undefined) return undefined;
      const hit = waiting.find(
        ({ rule, left }) =>
          left > 0 &&
          (rule.operationId ?? operationId) === operationId &&
          (rule.probability === undefined || random() < rule.probability),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      if (hit.left <= 0)
        rules.set(
          provider,
          waiting.filter((entry) => entry !== hit),
        );
      return hit.rule.fault;
    },
  };
}
