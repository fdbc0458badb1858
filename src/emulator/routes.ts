import type { Operation, ProviderDocument } from '../datasources/kit/document.js';
import { compileDocumentCheck, type DocumentCheck } from './document-check.js';

export interface Route {
  readonly operation: Operation;
  readonly check: DocumentCheck;
  /** Whether a client may send an `Idempotency-Key`, whose first answer is then replayed. */
  readonly takesIdempotencyKey: boolean;
}

export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] };

export type Router = (method: string, path: string) => RouteMatch;

/** Compiles a document's operations: fixed paths are found in a map, templates by one regular expression each. */
export function compileRouter(document: ProviderDocument): Router {
  const fixed = new Map<string, Map<string, Route>>();
  const templates = new Map<string, { pattern: RegExp; names: string[]; methods: Map<string, Route> }>();

  for (const operation of document.operations.values()) {
    const route = compileRoute(operation);
    const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
    if (names.length === 0) {
      fixed.set(operation.path, (fixed.get(operation.path) ?? new Map()).set(operation.method, route));
      continue;
    }
    const entry = templates.get(operation.path) ?? { pattern: toPattern(operation.path), names, methods: new Map() };
    entry.methods.set(operation.method, route);
    templates.set(operation.path, entry);
  }

  return (method, path) => {
    const methods = fixed.get(path);
    if (methods !== undefined) return pick(methods, method, {});
    for (const { pattern, names, methods } of templates.values()) {
      const values = pattern.exec(path);
      if (values === null) continue;
      const decoded = values.slice(1).map(decodeSegment);
      if (decoded.includes(undefined)) return { kind: 'not-found' };
      return pick(methods, method, Object.fromEntries(names.map((name, index) => [name, decoded[index] as string])));
    }
    return { kind: 'not-found' };
  };
}

function compileRoute(operation: Operation): Route {
  return {
    operation,
    check: compileDocumentCheck(operation),
    takesIdempotencyKey: operation.parameters.some(
      (parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'idempotency-key',
    ),
  };
}

function pick(methods: ReadonlyMap<string, Route>, method: string, path: Readonly<Record<string, string>>): RouteMatch {
  const route = methods.get(method);
  return route === undefined ? { kind: 'wrong-method', allowed: [...methods.keys()] } : { kind: 'found', route, path };
}

function toPattern(template: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${template
      .split(/\{[^}]+\}/)
      .map(literal)
      .join('([^/]+)')}$`,
  );
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
