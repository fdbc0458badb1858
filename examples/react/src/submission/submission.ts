import type { Problem } from '../form/check';
import type { CreateCustomerMutationVariables, CreateCustomerOutcomeFragment } from '../generated/operations';

export type CreateCustomerRequest = CreateCustomerMutationVariables;
export type CreateCustomerSuccess = Extract<CreateCustomerOutcomeFragment, { __typename: 'CreateCustomerSuccess' }>;
export type CreateCustomerError = Exclude<CreateCustomerOutcomeFragment, CreateCustomerSuccess>;

/** The state of the form's submission. */
export type Submission =
  | { readonly state: 'editing' }
  /** The page itself found mistakes; nothing was sent. */
  | { readonly state: 'refused'; readonly problems: readonly Problem[] }
  | { readonly state: 'sending' }
  /** The outcome is unknown; the page polls the creation until it is settled. */
  | { readonly state: 'following'; readonly creationId: string; readonly message: string }
  | { readonly state: 'created'; readonly success: CreateCustomerSuccess }
  | { readonly state: 'failed'; readonly error: CreateCustomerError }
  /** The creation failed, and the API gives no details. */
  | { readonly state: 'not-created' }
  /** An operator has to find out the outcome. */
  | { readonly state: 'needs-review'; readonly creationId: string; readonly reason: string | null }
  /** There was no answer, or one without data. Sending again is harmless, because the idempotency key is the same. */
  | { readonly state: 'no-answer'; readonly message: string };

/** The state for a final result of the mutation. */
export const ended = (outcome: CreateCustomerOutcomeFragment): Submission =>
  outcome.__typename === 'CreateCustomerSuccess'
    ? { state: 'created', success: outcome }
    : { state: 'failed', error: outcome };

/** The mistakes in single inputs, found by this page or by the API. */
export function problemsOf(submission: Submission): readonly Problem[] {
  if (submission.state === 'refused') return submission.problems;
  if (submission.state === 'failed' && 'violations' in submission.error) return submission.error.violations;
  return [];
}
