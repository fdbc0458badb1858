import { validate as isUuid } from 'uuid';
import { badInput } from './bad-input.js';

/** Entries of one page at most. */
export const mostAtOnce = 100;

/** Checks the arguments of a list; `after` becomes the id behind which the page begins. */
export function pageArguments(first: number, after: string | null | undefined): { first: number; after?: string } {
  if (first < 1 || first > mostAtOnce) throw badInput(`first must be a number from 1 to ${mostAtOnce}.`);
  return { first, after: after ? idOf(after) : undefined };
}

/** A page as Relay has it. */
export function toConnection<Entry extends { readonly id: string }, Node>(
  entries: readonly Entry[],
  toNode: (entry: Entry) => Node,
  hasNextPage: boolean,
  after: string | null | undefined,
) {
  const edges = entries.map((entry) => ({ cursor: cursorOf(entry.id), node: toNode(entry) }));
  const pageInfo = {
    hasNextPage,
    hasPreviousPage: Boolean(after),
    startCursor: edges[0]?.cursor,
    endCursor: edges.at(-1)?.cursor,
  };
  return { edges, pageInfo };
}

const cursorOf = (id: string) => Buffer.from(id).toString('base64url');

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isUuid(id)) throw badInput('after must be a cursor that this query returned.');
  return id;
}
