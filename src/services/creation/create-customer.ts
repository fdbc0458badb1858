import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  PaymentDataSource,
  PreparedRequest,
} from '../../datasources/payment-data-source.js';
import { type Creation, type CreationInput, isUnderWay } from '../../domain/creation.js';
import type { NewCreation } from '../../domain/creation-store.js';
import type { Customer, ProviderCustomer } from '../../domain/customer.js';
import type { CreationTarget } from '../../domain/customer-store.js';
import { differences, mergeProfiles } from '../../domain/profile.js';
import type { ProviderMode } from '../../domain/provider-mode.js';
import { normalAccount } from '../../domain/text.js';
import type { Dependencies } from '../dependencies.js';
import type { CheckedInput } from '../input/check-input.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';
import { mergeViolations } from '../input/merge-violations.js';
import { newId } from '../new-id.js';
import { checkAtProvider } from './check-at-provider.js';
import { withClientToken } from './client-token.js';
import { startTimer } from './elapsed.js';
import { type FittedRequest, fitProfile } from './fit-profile.js';
import type { Attempt, CreateCustomerOutcome, Ended } from './outcome.js';
import { asRecorded, providerKey, providerKeyBase, providerRequest } from './provider-request.js';
import { replay, unknown } from './replay.js';
import {
  isSameRequest,
  type RequestedCreation,
  referenceConflicts,
  referenceTaken,
  requestedCreation,
} from './requested-creation.js';
import { otherRoutingId, routingConflicts } from './routing-id.js';
import { settle } from './settle.js';
import { beginSendingWithinMs, leaseMs, recoverForMs } from './timings.js';
import { waitForCreation } from './wait-for-creation.js';

export type CreateCustomer = (
  input: CreateCustomerInput,
  provider: string,
  call?: CustomerCall,
) => Promise<CreateCustomerOutcome>;

/** The call that a creation is part of. */
export interface CustomerCall {
  /** Names the caller's request in the log. */
  readonly requestId?: string;
  readonly together?: CreatedTogether;
}

/** What the creations of one call have in common. */
export interface CreatedTogether {
  /** The call's input, checked for this provider. */
  readonly checked: CheckedInput;
  /** The unified id for a customer that does not exist yet; with an idempotency key, the same for every repeat. */
  readonly reservedCustomerId: string;
  /**
   * Claims the caller's key for all of them; must be called before one of them begins. False: it is the other mutation's, or
   * another input's.
   */
  readonly claimKey: () => Promise<boolean>;
}

/**
 * Creates a customer at a provider, exactly once:
 * checked → recorded durably → sent → settled. Errors of the input, the provider and the network are outcomes; it throws
 * only when the store fails before anything was sent.
 */
export function makeCreateCustomer(dependencies: Dependencies): CreateCustomer {
  const { customers, creations, tracer } = dependencies;

  return async function createCustomer(input, provider, { requestId, together } = {}) {
    const at = { provider, account: accountOf(input) };
    const source = dependencies.dataSource(provider, at.account);
    const checked = together?.checked ?? checkAtProvider(dependencies, input)(provider, at.account);
    const request = { ...requestedCreation(input, checked, at, together !== undefined), requestId };
    const deadline = performance.now() + (source?.timeoutMs ?? 0);
    for (;;) {
      const lastTurn = performance.now() >= deadline;
      const attempt = await attemptOnce(request, source, together);
      if (attempt.kind !== 'wait') return { ...at, ...(await withClientToken(attempt, request, source)) };

      const other = await waitForCreation(dependencies, attempt.creation, deadline);
      tracer?.on(other);
      if (attempt.replay) return { ...at, ...(await withClientToken(await replayOrUnknown(other), request, source)) };
      if (isUnderWay(other) || other.state === 'NEEDS_REVIEW' || lastTurn) return { ...at, ...unknown(other) };
      // The conflicting creation has ended: this call creates the customer, or finds it linked. The other creation's
      // outcome is never this call's outcome, however late it is.
    }
  };

  /** This call may have sent the creation itself, so a failing store must not become an error that hides that. */
  async function replayOrUnknown(creation: Creation): Promise<Ended> {
    try {
      return await replay(dependencies, creation);
    } catch (error) {
      dependencies.warn(error, creation.id);
      return unknown(creation);
    }
  }

  /** A request that is invalid now may have been accepted earlier under the same key: then that is its outcome. */
  async function acceptedBefore(
    request: RequestedCreation,
    source: PaymentDataSource | undefined,
  ): Promise<Attempt | undefined> {
    // Invalid inputs are not part of the fingerprint, so a request with them differs from the same one without.
    if (request.idempotencyKey === undefined || request.violations.length > 0) return undefined;
    const earlier = await findByKey(request.idempotencyKey, source?.mode);
    return earlier && isSameRequest(request, earlier) ? { kind: 'wait', creation: earlier, replay: true } : undefined;
  }

  /** Without the account's mode, as it is not configured any more, in any mode. */
  async function findByKey(key: string, mode?: ProviderMode): Promise<Creation | undefined> {
    return mode ? creations.findByIdempotencyKey(key, mode) : (await creations.findByIdempotencyKeys([key]))[0];
  }

  async function attemptOnce(
    request: RequestedCreation,
    source: PaymentDataSource | undefined,
    together?: CreatedTogether,
  ): Promise<Attempt> {
    const attempt: Attempt = source ? await attemptAt(source, request, together) : { kind: 'not-configured' };
    const refused = attempt.kind === 'invalid-input' || attempt.kind === 'not-configured';
    return (refused && (await acceptedBefore(request, source))) || attempt;
  }

  async function attemptAt(
    source: PaymentDataSource,
    request: RequestedCreation,
    together?: CreatedTogether,
  ): Promise<Attempt> {
    const { provider, account, customerId, idempotencyKey, fingerprint, input: given } = request;
    const reservedCustomerId = together?.reservedCustomerId;
    const target = await findTarget(request, source.mode, reservedCustomerId);
    if (customerId && !target.byId) return { kind: 'customer-not-found', customerId };
    const stored = target.byId ?? target.byReference;
    const own = [...request.violations, ...referenceConflicts(request, target)];
    if (target.link && stored && own.length === 0) return alreadyLinked(source, request, stored, target.link, together);

    const id = newId();
    const unifiedId = stored?.id ?? reservedCustomerId ?? newId();
    const now = new Date();
    const sentIds = { customerId: unifiedId, routingId: target.routingId };
    const {
      prepared,
      profile,
      violations: byProvider,
      notSent,
    } = prepareFor(source, request, stored, (fitted) => providerRequest(fitted, sentIds, id, now));
    const conflicts = [...own, ...routingConflicts(source, given, target.routingId)];
    if (conflicts.length + byProvider.length > 0) {
      return { kind: 'invalid-input', violations: mergeViolations(conflicts, byProvider, request.metadataAt) };
    }
    const reference = given.profile.reference ?? stored?.profile.reference;

    const creation: NewCreation = {
      id,
      provider,
      account,
      mode: source.mode,
      merchant: source.merchant,
      customerId: unifiedId,
      existingCustomer: stored !== undefined,
      profileVersion: stored?.profileVersion,
      reference,
      idempotencyKey,
      together: request.together,
      fingerprint,
      input: { ...given, profile, given: stored && given.profile },
      keyBase: providerKeyBase(source, reference ?? stored?.id ?? idempotencyKey, prepared),
      notSent,
      changed: stored ? differences(stored.profile, given.profile) : [],
      merchantReference: prepared.merchantReference,
      routingId: prepared.request.routingId,
      leaseMs: leaseMs(source),
      recoverForMs: recoverForMs(source),
      now,
    };
    const attempt = await beginAndSend(source, request, creation, prepared, together);
    if (!isOwnIdSpent(attempt) || prepared.merchantReference !== reference) return attempt;
    return attemptAt(source, { ...request, withheld: [...request.withheld, ['reference']] }, together);
  }

  async function beginAndSend(
    source: PaymentDataSource,
    request: RequestedCreation,
    creation: NewCreation,
    prepared: PreparedRequest,
    call?: CreatedTogether,
  ): Promise<Attempt> {
    if (call && !(await call.claimKey())) return { kind: 'key-reused' };
    const { id, keyBase = id } = creation;
    const sinceBegun = startTimer();
    const begun = await creations.begin(creation);
    if (begun.kind === 'conflict') return conflictWith(request, begun.creation);
    if (begun.kind === 'key-taken') return { kind: 'key-reused' };
    if (begun.kind === 'reference-taken') return { kind: 'invalid-input', violations: [referenceTaken] };
    tracer?.on({ id, attempts: 1 });
    // The reference may turn out to belong to another customer, whose ids the provider then has to get.
    const keyed = asRecorded(source, prepared, begun, providerKey(keyBase, begun.keyGeneration));
    const sent = { ...creation, ...begun, attempts: 1, request: keyed.request, requestId: request.requestId };
    const answer = await sendFirst(source, creation, keyed, sinceBegun);
    return settle(dependencies, source, sent, answer);
  }

  async function findTarget(
    { provider, account, customerId, idempotencyKey, input: { profile } }: RequestedCreation,
    mode: ProviderMode,
    reservedCustomerId?: string,
  ): Promise<CreationTarget> {
    const { reference } = profile;
    // It may have been stored meanwhile: by another creation of this call, or by the same request before its key expired.
    const repeated = idempotencyKey && !reference ? reservedCustomerId : undefined;
    const id = customerId ?? repeated;
    return id || reference ? customers.findTarget({ customerId: id, reference, provider, account, mode }) : {};
  }

  async function alreadyLinked(
    source: PaymentDataSource,
    request: RequestedCreation,
    customer: Customer,
    link: ProviderCustomer,
    call?: CreatedTogether,
  ): Promise<Attempt> {
    if (call && !(await call.claimKey())) return { kind: 'key-reused' };
    const { idempotencyKey, together, fingerprint, input } = request;
    const { reference } = input.profile;
    if (reference && customer.profile.reference === undefined && !request.customerId) {
      // The reference comes from a creation that is not settled. It is stored now, because a caller relies on it from here on.
      await customers.keepReference(customer.id, reference);
    }
    const report = {
      notSent: input.requestClientToken && !source.fetchClientToken ? [['requestClientToken']] : [],
      differences: [...differences(customer.profile, input.profile), ...otherRoutingId(source, input, link.routingId)],
    };
    const earlier =
      idempotencyKey &&
      (await creations.keepKey({ id: newId(), idempotencyKey, together, fingerprint, ...report, link }));
    if (earlier === 'key-taken') return { kind: 'key-reused' };
    // The key's own outcome counts, even if it is a refusal: the customer may be linked by another request.
    if (earlier) return conflictWith(request, earlier);
    return {
      kind: 'succeeded',
      customer,
      providerCustomer: link,
      created: false,
      replayed: false,
      ...report,
      changed: [],
    };
  }
}

/** Prepares the request with the stored profile and the input, as far as the provider can take them. */
function prepareFor(
  source: PaymentDataSource,
  { input, withheld }: RequestedCreation,
  stored: Customer | undefined,
  toRequest: (input: CreationInput) => CreateCustomerRequest,
): FittedRequest {
  const given = input.profile;
  const merged = stored ? mergeProfiles(stored.profile, given) : given;
  return fitProfile({ merged, given, withheld }, (profile) => source.prepare(toRequest({ ...input, profile })));
}

/** Then the unified id stands in for a reference, as where the provider cannot take one. */
const isOwnIdSpent = (attempt: Attempt): boolean =>
  attempt.kind === 'failed' && attempt.failure.kind === 'validation' && attempt.failure.ownIdSpent === true;

function conflictWith(request: RequestedCreation, creation: Creation): Attempt {
  const replay = request.idempotencyKey !== undefined && creation.idempotencyKey === request.idempotencyKey;
  return replay && !isSameRequest(request, creation) ? { kind: 'key-reused' } : { kind: 'wait', creation, replay };
}

/** The merchant account that a request names. */
export const accountOf = ({ account }: CreateCustomerInput): string => normalAccount(account ?? '') || 'default';

/** @param sinceBegun milliseconds since the lease was asked for. */
async function sendFirst(
  source: PaymentDataSource,
  { reference, existingCustomer }: NewCreation,
  keyed: PreparedRequest,
  sinceBegun: () => number,
): Promise<CreateCustomerAnswer> {
  // Without either, no earlier request can be for the same customer.
  const isKnown = reference !== undefined || existingCustomer;
  const earlier = source.lookUpFirst && isKnown ? await lookUpFirst(source, keyed) : undefined;
  // Checked again just before the first byte is written, because the process may be suspended until then.
  const mayBegin = () => sinceBegun() <= beginSendingWithinMs(source);
  return earlier ?? source.send(keyed, { sentBefore: false, mayBegin });
}

/**
 * At a provider that accepts duplicates: finds a record that an earlier creation made and this database has lost, for example
 * in a failover. Undefined when there is none. Nothing is sent unless the provider answered, as there may be a record.
 */
async function lookUpFirst(
  source: PaymentDataSource,
  { request }: PreparedRequest,
): Promise<CreateCustomerAnswer | undefined> {
  const found = await source.findCustomer(request);
  switch (found.kind) {
    case 'absent':
      return undefined;
    case 'look-up-failed':
      return found.failure ?? { kind: 'unavailable', reason: `it could not be looked up first: ${found.reason}` };
    default:
      return found;
  }
}
