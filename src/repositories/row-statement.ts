/*
 * Statements that do the same for one row and for several at once: their arguments are a value for each column, or a list
 * with an element for each row.
 */

type Columns = Readonly<Record<string, string>>;

/** The row of an argument for each column. */
const rowOf = (columns: Columns): string =>
  `SELECT ${Object.entries(columns)
    .map(([name, type], index) => `$${index + 1}::${type} AS ${name}`)
    .join(', ')}`;

/**
 * Rows of an argument list for each column, so that one statement does the same for several. The condition is always true:
 * it makes the planner expect one row, as it knows nothing of the lists, and it then looks each row up in the index of
 * whatever it is joined with; it would read whole tables for ten rows, which is its guess.
 */
const rowsOf = (columns: Columns): string => {
  const lists = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  return `SELECT * FROM unnest(${lists.join(', ')})
      WITH ORDINALITY AS n (${Object.keys(columns).join(', ')}, position)
    WHERE position BETWEEN 1 AND 1000`;
};

/** A statement that does the same for one row and for several. */
export interface RowStatement<Name extends string> {
  readonly columns: Readonly<Record<Name, string>>;
  /** Its arguments are a value for each column, which costs the database and the driver less than lists of one element. */
  readonly one: string;
  /** Its arguments are a list for each column, with an element for each row. */
  readonly several: string;
}

/** @param text makes the statement of a query for its rows. */
export const rowStatement = <Name extends string>(
  columns: Readonly<Record<Name, string>>,
  text: (rows: string) => string,
): RowStatement<Name> => ({ columns, one: text(rowOf(columns)), several: text(rowsOf(columns)) });

/** The text and the arguments for these rows, of which there is at least one. */
export function forRows<Name extends string>(
  { columns, one, several }: RowStatement<Name>,
  rows: readonly Readonly<Record<Name, unknown>>[],
): readonly [text: string, args: readonly unknown[]] {
  const names = Object.keys(columns) as Name[];
  const [first] = rows;
  return first !== undefined && rows.length === 1
    ? [one, names.map((name) => first[name] ?? null)]
    : [several, names.map((name) => rows.map((row) => row[name] ?? null))];
}
