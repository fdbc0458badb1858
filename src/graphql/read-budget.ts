import { badInput } from './bad-input.js';

/**
 * How many fields from a customer to its links, or from a link to its customer, one request may resolve. Their number
 * multiplies with each level of nesting: a query of a few hundred characters could otherwise ask for millions.
 */
const maxSteps = 20_000;

/** The steps that one request has left. */
export interface ReadBudget {
  steps: number;
}

export const newReadBudget = (): ReadBudget => ({ steps: maxSteps });

/** @throws GraphQLError when no step is left. */
export function takeStep(budget: ReadBudget): void {
  budget.steps -= 1;
  if (budget.steps < 0) {
    throw badInput(
      `The query follows links between customers and providers more than ${maxSteps} times: ask for less at once.`,
    );
  }
}
