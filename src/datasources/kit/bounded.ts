import { isRecord } from './values.js';

/** How much of a JSON value is read. */
export interface Bounds {
  /** Levels of nesting. */
  readonly depth: number;
  /** Members of one object or list. */
  readonly members: number;
  /** Objects, lists and other values, all together. */
  readonly values: number;
  /** Length of one text, and of one name, in UTF-16 code units. */
  readonly text: number;
}

/** More than any refusal has that is meant for people. Everything that reads a refusal takes time by these, not by its size. */
export const refusalBounds: Bounds = { depth: 8, members: 50, values: 500, text: 2_000 };

/** A copy of a JSON value without what exceeds the bounds: texts are cut, and members beyond them left out. */
export function bounded(value: unknown, bounds: Bounds): unknown {
  let left = bounds.values;

  function copy(part: unknown, depth: number): unknown {
    left--;
    if (left < 0) return undefined;
    if (typeof part === 'string') return part.slice(0, bounds.text);
    if (!Array.isArray(part) && !isRecord(part)) return part;
    if (depth >= bounds.depth) return undefined;
    if (Array.isArray(part)) {
      return part
        .slice(0, bounds.members)
        .map((member) => copy(member, depth + 1))
        .filter((member) => member !== undefined);
    }
    return Object.fromEntries(firstMembers(part, bounds).map(([name, member]) => [name, copy(member, depth + 1)]));
  }

  return copy(value, 0);
}

/** `Object.entries` would make a list of them all first. */
function firstMembers(object: Readonly<Record<string, unknown>>, { members, text }: Bounds): [string, unknown][] {
  const first: [string, unknown][] = [];
  for (const name in object) {
    if (first.length >= members) break;
    if (Object.hasOwn(object, name)) first.push([name.slice(0, text), object[name]]);
  }
  return first;
}
