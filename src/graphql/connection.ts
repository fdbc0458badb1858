import { validate as isUuid } from 'uuid';
import { badInput } from './bad-input.js';

/** The largest page. */
export const maxPageSize = 100;

/** Checks a list's arguments. The cursor `after` becomes the id that the page starts after. */
export function pageArguments(first: number, after: string | null | undefined): { first: number; after?: string } {
  if (first < 1 || first > maxPageSize) throw badInput(`first must be a number from 1 to ${maxPageSize}.`);
  return { first, after: after ? idOf(after) : undefined };
}

/** A page in the shape of the Relay cursor connections specification. */
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
