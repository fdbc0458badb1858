import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import type { Context } from './context.js';
import type { ErrorCode } from './error-codes.js';

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
  const known = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Estimate>>();

  function costOf(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): number {
    const estimates = known.get(document) ?? new Map<OperationDefinitionNode, Estimate>();
    known.set(document, estimates);
    const before = estimates.get(operation);
    if (before && !before.byVariables) return before.cost;
    let byVariables = before?.byVariables ?? hasDirectivesByVariables(document);
    const estimator = estimatorOf(() => {
      byVariables = true;
    });
    const cost = getComplexity({
      schema,
      query: document,
      operationName: operation.name?.value,
      variables,
      estimators: [estimator],
    });
    estimates.set(operation, { cost, byVariables });
    return cost;
  }

  /** Of wrong variables the executor says what is wrong, and carries nothing out. */
  const areWrong = (variables: Variables, { variableDefinitions = [] }: OperationDefinitionNode): boolean =>
    getVariableValues(schema, variableDefinitions, variables).errors !== undefined;

  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          // The executor says that there is none of this name.
          if (!operation) return;
          const variables = request.variables ?? {};
          let cost = Number.POSITIVE_INFINITY;
          try {
            cost = costOf(document, operation, variables);
          } catch {
            // It has more parts than can be estimated, or wrong variables.
            if (areWrong(variables, operation)) return;
          }
          if (cost > maxCost) throw tooExpensive(maxCost);
        },
      };
    },
  };
}

type Variables = Readonly<Record<string, unknown>>;

/** Whether variables decide what is left out, so that the cost differs from request to request. */
function hasDirectivesByVariables(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ arguments: given = [] }) {
      found ||= given.some(({ value }) => value.kind === Kind.VARIABLE);
    },
  });
  return found;
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

const tooExpensive = (maxCost: number): GraphQLError =>
  new GraphQLError(`The query may cost more than ${maxCost}: ask for fewer fields, or for shorter lists.`, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE' satisfies ErrorCode, http: { status: 400 } },
  });
