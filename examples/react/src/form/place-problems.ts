import type { Problem } from './check';
import { type Field, nameOf } from './field';

export interface PlacedProblems {
  /** Messages by the name of their field. */
  readonly byField: Readonly<Record<string, string[] | undefined>>;
  /** Messages without a field in the form. */
  readonly elsewhere: readonly string[];
}

/** Assigns each problem to the field with its path, or with the start of it (`metadata.0.key` → `metadata`). Pure. */
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
