import type { Problem } from '../form/check';
import type { CreateCustomerMutationVariables, CreateCustomerOutcomeFragment } from '../generated/operations';

export type CreateCustomerRequest = CreateCustomerMutationVariables;
export type CreateCustomerSuccess = Extract<CreateCustomerOutcomeFragment, { __typename: 'CreateCustomerSuccess' }>;
export type CreateCustomerError = Exclude<CreateCustomerOutcomeFragment, CreateCustomerSuccess>;

/** Where a form stands. */
export type Submission =
  | { readonly state: 'editing' }
  /** The page itself found something wrong; nothing was sent. */
  | { readonly state: 'refused'; readonly problems: readonly Problem[] }
  | { readonly state: 'sending' }
  /** Sent, and not known how it ended: the creation is followed until it is. */
  | { readonly state: 'following'; readonly message: string }
  | { readonly state: 'created'; readonly success: CreateCustomerSuccess }
  | { readonly state: 'failed'; readonly error: CreateCustomerError }
  /** It ended without a customer, and nothing more is known. */
  | { readonly state: 'not-created' }
  /** Only a person can find out how it ended. */
  | { readonly state: 'needs-review'; readonly creationId: string; readonly reason: string | null }
  /** No answer, or one without data: sending it again does no harm, as it has its idempotency key. */
  | { readonly state: 'no-answer'; readonly message: string };

/** How an answer of the union that is final is shown. */
export const ended = (outcome: CreateCustomerOutcomeFragment): Submission =>
  outcome.__typename === 'CreateCustomerSuccess'
    ? { state: 'created', success: outcome }
    : { state: 'failed', error: outcome };

/** Everything wrong with single inputs, whoever found it. */
export function problemsOf(submission: Submission): readonly Problem[] {
  if (submission.state === 'refused') return submission.problems;
  if (submission.state === 'failed' && 'violations' in submission.error) return submission.error.violations;
  return [];
}
