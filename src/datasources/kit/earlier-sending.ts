import type { InputPath } from '../../domain/customer.js';
import { type OutcomeUnknownFailure, type ProviderWords, waitOf } from '../../domain/provider-failure.js';
import type { CreateCustomerAnswer, LookupAnswer, ProviderCustomerFound } from '../payment-data-source.js';

/*
 * What an answer proves when the same creation may have been sent before, and nobody knows how that ended: the answer to
 * the later sending is not the answer to the earlier one. All of it is pure.
 */

/** A refusal that may have come about because the provider has the customer already. */
export type Refusal = Extract<CreateCustomerAnswer, { kind: 'already-exists' | 'validation' }>;

/**
 * Whether to look the customer up before an answer counts. A repeated request may be refused because of the record that
 * the earlier one made, whatever reason the provider gives.
 */
export function needsLookup(answer: CreateCustomerAnswer, sentEarlier: boolean): answer is Refusal {
  return answer.kind === 'already-exists' || (answer.kind === 'validation' && sentEarlier);
}

/**
 * What a success comes to that does not show our own id, once the customer was looked up; `found` is undefined when there
 * is no way to. The record of the answer may be somebody else's, the one that was looked up is ours. Where a repeat makes
 * a second record, nobody but an operator may doubt a success.
 */
export function afterUnconfirmed(
  success: ProviderCustomerFound,
  found: LookupAnswer | undefined,
  { title, resendHarmless }: Pick<LookupCircumstances, 'title' | 'resendHarmless'>,
): CreateCustomerAnswer {
  switch (found?.kind) {
    case undefined:
      return success;
    case 'created':
    case 'found': {
      const clientToken = found.clientToken ?? success.clientToken;
      return { ...found, kind: found.existedBefore ? 'found' : success.kind, clientToken };
    }
    default: {
      const reason = `${title} answered without our own id, and the look-up does not show the customer`;
      return { kind: 'outcome-unknown', reason, kept: !resendHarmless };
    }
  }
}

/** Failures of credentials, rate limits and connections prove nothing about an earlier sending: its outcome stays unknown. */
export function afterEarlierSending(answer: CreateCustomerAnswer, title: string): CreateCustomerAnswer {
  switch (answer.kind) {
    case 'authentication':
    case 'rate-limit':
      return outcomeUnknown(`${title} answered ${answer.httpStatus} when the request was sent again`, answer);
    case 'busy':
      return outcomeUnknown(`it was not sent again: ${answer.reason}`, answer);
    case 'unavailable':
      return outcomeUnknown(answer.reason, answer);
    default:
      return answer;
  }
}

export interface LookupCircumstances {
  /** As people write the provider's name. */
  readonly title: string;
  readonly sentEarlier: boolean;
  /** Whether the earlier sending is so long ago that the look-up would show its record by now. */
  readonly sentLongAgo: boolean;
  /** The provider refuses, or recognises, a second record of the same creation. */
  readonly resendHarmless: boolean;
  /** See `OutcomeUnknownFailure.kept`. */
  readonly kept: boolean;
}

/**
 * The answer that a refusal comes to once the customer was looked up; `found` is undefined when there is no way to. A
 * record with our own id on it is ours: made by an earlier sending, or before this system. It is linked in either case.
 */
export function afterLookup(
  refusal: Refusal,
  found: LookupAnswer | undefined,
  circumstances: LookupCircumstances,
): CreateCustomerAnswer {
  const { title, sentEarlier } = circumstances;
  switch (found?.kind) {
    case undefined:
      return sentEarlier ? unlessCauseUnclear(refusal, circumstances) : refusal;
    case 'created':
    case 'found':
      return { ...found, kind: sentEarlier && !found.existedBefore ? 'created' : 'found' };
    case 'look-up-failed':
      return outcomeUnknown(found.reason, { ...refusal, ...waitOf(found.failure) });
    case 'absent':
      if (refusal.kind === 'validation') return dataRefused(refusal, circumstances);
      // The record of the earlier sending may be the one that exists, and not be visible to the look-up yet.
      if (sentEarlier && found.otherExternalId === undefined) {
        return outcomeUnknown(`${title} has this customer already, but the look-up does not show it`, refusal);
      }
      return { ...refusal, existingExternalId: found.otherExternalId };
  }
}

/** What a refusal of the data means when the look-up shows no record of the earlier sending. */
function dataRefused(refusal: Refusal, circumstances: LookupCircumstances): CreateCustomerAnswer {
  const { sentLongAgo, resendHarmless } = circumstances;
  if (sentLongAgo) return resendHarmless ? unlessCauseUnclear(refusal, circumstances) : refusal;
  return resendHarmless && namesField(refusal, isNotIdentity) ? refusal : sentAgainInVain(refusal, circumstances);
}

/** A refusal that names a wrong field is true of the earlier sending too; one without a clear cause may not be. */
function unlessCauseUnclear(refusal: Refusal, circumstances: LookupCircumstances): CreateCustomerAnswer {
  return namesField(refusal) ? refusal : sentAgainInVain(refusal, circumstances);
}

/**
 * A refusal may mean that the record of the earlier sending is in the way, although the look-up does not show it yet: by
 * naming what a record is known by, or in any words where the provider is not known to refuse duplicates at all.
 */
const isNotIdentity = ([input]: InputPath): boolean => input !== 'email' && input !== 'reference';

const namesField = (refusal: Refusal, counts: (path: InputPath) => boolean = () => true): boolean =>
  refusal.kind === 'validation' && refusal.violations.some(({ path }) => path.length > 0 && counts(path));

const sentAgainInVain = (refusal: Refusal, { title, kept }: LookupCircumstances): CreateCustomerAnswer => ({
  ...outcomeUnknown(`${title} refused the request when it was sent again`, refusal),
  kept,
});

const outcomeUnknown = (
  reason: string,
  { providerCode, providerMessage, httpStatus, retryAfterSeconds }: Explanation,
): OutcomeUnknownFailure => ({
  kind: 'outcome-unknown',
  reason,
  kept: false,
  providerCode,
  providerMessage,
  httpStatus,
  retryAfterSeconds,
});

type Explanation = ProviderWords & Pick<OutcomeUnknownFailure, 'retryAfterSeconds'>;
