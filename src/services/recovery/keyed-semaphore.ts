/** Limits the number of holders of each key; further callers wait in the order of arrival. */
export interface KeyedSemaphore<Key> {
  /** Adds a holder without waiting, for a caller who knows that the limit is not reached. */
  hold(key: Key): void;
  /** Resolves when the caller holds the key, in the order of arrival. */
  acquire(key: Key): Promise<void>;
  release(key: Key): void;
  /** Number of holders of the key. */
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
      // The next waiting caller takes over the slot, so the count stays.
      if (next) next();
      else entry.count -= 1;
    },
    count: (key) => entries.get(nameOf(key))?.count ?? 0,
  };
}
