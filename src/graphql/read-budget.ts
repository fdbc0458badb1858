import { badInput } from './bad-input.js';

/**
 * How many times one request may go from a customer to its links, or from a link to its customer. With every level these
 * multiply, so that a query of a few hundred characters could ask for millions and take the process down with it.
 */
const mostSteps = 20_000;

/** What is left of them for one request. */
export interface ReadBudget {
  steps: number;
}

export const newReadBudget = (): ReadBudget => ({ steps: mostSteps });

/** @throws GraphQLError when nothing is left. */
export function spendStep(budget: ReadBudget): void {
  budget.steps -= 1;
  if (budget.steps < 0) {
    throw badInput(
      `The query goes from customers to links and back more than ${mostSteps} times: ask for less at once.`,
    );
  }
}
