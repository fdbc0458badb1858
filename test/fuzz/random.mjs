/** Numbers that a seed determines (mulberry32), and what is made of them. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  /** A whole number from 0 to below the limit. */
  const below = (limit) => Math.floor(next() * limit);
  const pick = (list) => list[below(list.length)];
  const chance = (probability) => next() < probability;
  /** Mostly small, now and then very large. */
  const size = (largest) => Math.floor(largest ** (next() ** 2));
  return { next, below, pick, chance, size };
}

const characters = [...'aZ09 _-.@+"\'\\/<>{}[]()!$%&*;:,=?|`~\n\r\t\0é漢😀\u202A\u200B\uD800\u0301\u2028'];

/** A text of up to so many characters, mostly of those that break something. */
export function text(random, longest = 40) {
  const length = random.size(longest);
  if (length > 2_000) return random.pick(characters).repeat(length);
  return Array.from({ length }, () => random.pick(characters)).join('');
}

/** Any JSON value. */
export function json(random, depth = 4) {
  const leaves = [
    () => text(random),
    () => random.below(1e6) - 5e5,
    () => random.pick([0, -0, 1e308, 1e-320, 2 ** 53, -1, 0.1]),
    () => random.chance(0.5),
    () => null,
  ];
  if (depth === 0 || random.chance(0.4)) return random.pick(leaves)();
  const length = random.size(12);
  if (random.chance(0.5)) return Array.from({ length }, () => json(random, depth - 1));
  return Object.fromEntries(Array.from({ length }, () => [text(random, 12), json(random, depth - 1)]));
}

/** JSON text that is hard on whoever reads it. */
export function hostileJson(random) {
  const many = 1 + random.size(60_000);
  return random.pick([
    () => '['.repeat(many) + ']'.repeat(many),
    () => `${'{"a":'.repeat(many)}1${'}'.repeat(many)}`,
    () => JSON.stringify({ error: 'Email and '.repeat(many) }),
    () => JSON.stringify(Object.fromEntries(Array.from({ length: many % 20_000 }, (_, i) => [`f${i}`, ['no']]))),
    () => JSON.stringify(Array.from({ length: many }, () => 'no')),
    () => `{"id":${'9'.repeat(many)}}`,
    () => JSON.stringify(json(random, 6)).slice(0, -1 - random.below(5)),
    () => text(random, 200_000),
    () => '',
  ])();
}
