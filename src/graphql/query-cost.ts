import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import type { Context } from './context.js';

interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

interface Estimate {
  readonly cost: number;
  /** Whether it depends on the variables of the request. */
  readonly byVariables: boolean;
}

/**
 * Refuses a query whose estimated cost is above the limit, before anything is resolved. A field costs 1 and what `@cost`
 * adds to it; in a list, as often as `@listSize` says. Only an estimate: `request-budget.ts` counts what really happens.
 */
export function queryCostPlugin(schema: GraphQLSchema, maxCost: number): ApolloServerPlugin<Context> {
  // A document is parsed once, and then the same object for every request with the same text.
  const known = new WeakMap<DocumentNode, Map<string | undefined, Estimate>>();

  function costOf(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Record<string, unknown>,
  ): number {
    const estimates = known.get(document) ?? new Map<string | undefined, Estimate>();
    known.set(document, estimates);
    const before = estimates.get(operationName);
    if (before && !before.byVariables) return before.cost;
    let byVariables = false;
    const estimator = estimatorOf(() => {
      byVariables = true;
    });
    const cost = getComplexity({ schema, query: document, operationName, variables, estimators: [estimator] });
    estimates.set(operationName, { cost, byVariables });
    return cost;
  }

  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operationName, request }) {
          const cost = costOf(document, operationName ?? undefined, request.variables ?? {});
          if (!(cost <= maxCost)) throw tooExpensive(cost, maxCost);
        },
      };
    },
  };
}

/** @param onVariable called when an estimate depends on the variables. */
function estimatorOf(onVariable: () => void): ComplexityEstimator {
  return ({ field, node, args, childComplexity }) => {
    const { weight, listSize } = costsOf(field);
    const dependsOn = (names: readonly string[]) => {
      const given = node.arguments?.filter(({ name }) => names.includes(name.value)) ?? [];
      if (given.some(({ value }) => value.kind !== Kind.INT)) onVariable();
    };
    if (field.name === '_entities') {
      onVariable();
      return 1 + childComplexity * lengthOf(args.representations);
    }
    const slicing = listSize?.slicingArguments ?? [];
    dependsOn(slicing);
    const sliced = slicing.map((name) => args[name]).filter((size) => typeof size === 'number');
    const size = sliced.length > 0 ? Math.max(...sliced) : (listSize?.assumedSize ?? 1);
    return 1 + weight + childComplexity * Math.max(0, size);
  };
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 1);

const costs = new WeakMap<GraphQLField<unknown, unknown>, { weight: number; listSize?: ListSize }>();

function costsOf(field: GraphQLField<unknown, unknown>): { weight: number; listSize?: ListSize } {
  const before = costs.get(field);
  if (before) return before;
  const directives = field.astNode?.directives ?? [];
  const [cost, listSize] = ['cost', 'listSize'].map((name) => argumentsOf(directives, name));
  const read = { weight: Number(cost?.weight ?? 0), listSize: listSize as ListSize | undefined };
  costs.set(field, read);
  return read;
}

function argumentsOf(directives: readonly ConstDirectiveNode[], name: string): Record<string, unknown> | undefined {
  const directive = directives.find((each) => each.name.value === name);
  return (
    directive &&
    Object.fromEntries((directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]))
  );
}

const tooExpensive = (cost: number, maxCost: number): GraphQLError =>
  new GraphQLError(
    `The query may cost ${cost}, and ${maxCost} is the limit: ask for fewer fields, or for shorter lists.`,
    { extensions: { code: 'QUERY_TOO_EXPENSIVE', http: { status: 400 } } },
  );
