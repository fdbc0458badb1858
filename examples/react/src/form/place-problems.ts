import type { Problem } from './check';
import { type Field, nameOf } from './field';

export interface PlacedProblems {
  /** Messages by the name of the field that they are about. */
  readonly byField: Readonly<Record<string, string[] | undefined>>;
  /** What no field of the form is about. */
  readonly elsewhere: readonly string[];
}

/** Finds each problem its field: the path itself, or what it is part of (`metadata.0.key` → `metadata`). Pure. */
export function placeProblems(problems: readonly Problem[], fields: readonly Field[]): PlacedProblems {
  const names = new Set(fields.map(({ name }) => name));
  const byField: Record<string, string[] | undefined> = {};
  const elsewhere: string[] = [];
  for (const { path, message } of problems) {
    const name = path.map((_, index) => nameOf(path.slice(0, path.length - index))).find((part) => names.has(part));
    if (name === undefined) {
      elsewhere.push(path.length > 0 ? `${nameOf(path)}: ${message}` : message);
      continue;
    }
    byField[name] = [...(byField[name] ?? []), message];
  }
  return { byField, elsewhere };
}
