import type { Problem } from './check';
import { type Field, nameOf } from './field';
import { messageWords, problemElsewhere } from './words';

/** A problem with a field of the form. */
export interface FieldProblem {
  readonly field: Field;
  readonly message: string;
}

interface PlacedProblems {
  /** In the form's order. */
  readonly atFields: readonly FieldProblem[];
  /** Messages without a field in the form. */
  readonly elsewhere: readonly string[];
}

/** Assigns each problem to the field with its path, or with the start of it (`metadata.0.key` → `metadata`). Pure. */
export function placeProblems(problems: readonly Problem[], fields: readonly Field[]): PlacedProblems {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const atFields: FieldProblem[] = [];
  const elsewhere: string[] = [];
  for (const { path, message } of problems) {
    const name = path.map((_, index) => nameOf(path.slice(0, path.length - index))).find((part) => byName.has(part));
    const field = name === undefined ? undefined : byName.get(name);
    if (field) atFields.push({ field, message: messageWords(message) });
    else elsewhere.push(problemElsewhere(path, message));
  }
  atFields.sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field));
  return { atFields, elsewhere };
}
