/** Bounds how many hold each key at once; who finds no room waits in order of arrival. */
export interface KeyedSemaphore<Key> {
  /** Counts one holder more without waiting, for a caller who knows that there is room. */
  hold(key: Key): void;
  /** Resolves once the caller holds the key: before anybody who comes later could. */
  acquire(key: Key): Promise<void>;
  release(key: Key): void;
  /** How many hold the key. */
  count(key: Key): number;
}

/** @param nameOf tells keys apart. */
export function createKeyedSemaphore<Key>(limit: number, nameOf: (key: Key) => string): KeyedSemaphore<Key> {
  const entries = new Map<string, { count: number; readonly waiting: (() => void)[] }>();

  function entryOf(key: Key) {
    const name = nameOf(key);
    const entry = entries.get(name) ?? { count: 0, waiting: [] };
    entries.set(name, entry);
    return entry;
  }

  function hold(key: Key): void {
    entryOf(key).count += 1;
  }

  return {
    hold,
    async acquire(key) {
      const { count, waiting } = entryOf(key);
      if (count < limit) hold(key);
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release(key) {
      const entry = entryOf(key);
      const next = entry.waiting.shift();
      // Whoever waited takes the place over: the count stays.
      if (next) next();
      else entry.count -= 1;
    },
    count: (key) => entries.get(nameOf(key))?.count ?? 0,
  };
}
