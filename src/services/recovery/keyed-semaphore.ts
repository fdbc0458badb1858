import type { BusyAccount } from '../../domain/creation.js';

type Account = Pick<BusyAccount, 'provider' | 'account'>;

/** Places to work at, so many at each account. */
export interface Places {
  /** For those who know that there is room. */
  take(at: Account): void;
  /** Waits for a place: whoever comes back has it before it counts as free. */
  takeBack(at: Account): Promise<void>;
  leave(at: Account): void;
  taken(): BusyAccount[];
}

export function makePlaces(perAccount: number): Places {
  const accounts = new Map<string, { readonly at: Account; count: number; readonly queue: (() => void)[] }>();

  function placesOf({ provider, account }: Account) {
    const key = JSON.stringify([provider, account]);
    const known = accounts.get(key) ?? { at: { provider, account }, count: 0, queue: [] };
    accounts.set(key, known);
    return known;
  }

  function take(at: Account): void {
    placesOf(at).count += 1;
  }

  return {
    take,
    async takeBack(at) {
      const { count, queue } = placesOf(at);
      if (count < perAccount) take(at);
      else await new Promise<void>((resolve) => queue.push(resolve));
    },
    leave(at) {
      const places = placesOf(at);
      const next = places.queue.shift();
      if (next) next();
      else places.count -= 1;
    },
    taken: () => [...accounts.values()].flatMap(({ at, count }) => (count > 0 ? [{ ...at, count }] : [])),
  };
}
