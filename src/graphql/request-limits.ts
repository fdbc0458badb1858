import type { DocumentLimits } from './document-limits.js';
import type { BudgetLimits } from './request-budget.js';

/** What one request may cost, before and while it is carried out. */
export interface RequestLimits extends DocumentLimits, BudgetLimits {
  /** The highest estimated cost of a query; see `query-cost.ts`. */
  readonly maxCost: number;
}
