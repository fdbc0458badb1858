import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateCustomerAnswer, PaymentDataSource } from '../../datasources/payment-data-source.js';
import type { Creation, CreationInput } from '../../domain/creation.js';
import type { Customer, CustomerProfile } from '../../domain/customer.js';
import { differences, mergeProfiles } from '../../domain/profile.js';
import { normalAccount } from '../../domain/text.js';
import type { Violation } from '../../domain/violation.js';
import type { CreationTarget, Dependencies, NewCreation } from '../dependencies.js';
import { type CheckedInput, checkInput } from '../input/check-input.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';
import { allViolations } from '../input/merge-violations.js';
import { newId } from '../new-id.js';
import { startStopwatch } from './elapsed-time.js';
import type { Attempt, CreateCustomerOutcome } from './outcome.js';
import { makeReplay, unknown } from './replay.js';
import { settle } from './settle.js';
import { beginSendingWithinMs, leaseMs, recoverForMs, requestOf } from './timings.js';

export type CreateCustomer = (
  input: CreateCustomerInput,
  provider: string,
  together?: CreatedTogether,
) => Promise<CreateCustomerOutcome>;

/** What a creation shares with others of the same call. */
export interface CreatedTogether {
  /** The unified id to give a customer that does not exist yet; with an idempotency key, the same at every repeat. */
  readonly reservedCustomerId: string;
  /** Sets its idempotency key apart from theirs. */
  readonly keyScope: string;
}

/** Time between two looks at a creation that somebody else carries out, in milliseconds: first, and at most. */
const poll = { first: 20, most: 400 } as const;

/**
 * Creates a customer at a provider, exactly once:
 * checked → recorded, durably → sent → settled. Never throws for anything that the input, the provider or the network
 * does; throws when the store fails before anything was sent.
 */
export function makeCreateCustomer(dependencies: Dependencies): CreateCustomer {
  const { customers, creations, tracer } = dependencies;
  const replay = makeReplay(customers);

  return async function createCustomer(input, provider, together) {
    const account = normalAccount(input.account ?? '') || 'default';
    const at = { provider, account };
    const source = dependencies.dataSource(provider, account);
    const asked = understand(input, at, together?.keyScope);
    const deadline = performance.now() + (source?.timeoutMs ?? 0);
    for (;;) {
      const lastTurn = performance.now() >= deadline;
      const attempt = await remembered(
        asked,
        source ? await attemptOnce(asked, source, together?.reservedCustomerId) : { kind: 'not-configured' },
      );
      if (attempt.kind !== 'wait') return { ...at, ...attempt };

      const other = await settledBy(attempt.creation, deadline);
      tracer?.on(other);
      if (attempt.replay) return { ...at, ...(await replay(other)) };
      if (isUnderWay(other) || other.state === 'NEEDS_REVIEW' || lastTurn) return { ...at, ...unknown(other) };
      // The creation that was in the way has ended: it is this call's turn, or the customer is linked now. What came of
      // the other is never this call's outcome, however late it is.
    }
  };

  /** A request that would be refused today may have been accepted under its key before: then that is its outcome. */
  async function remembered(asked: Asked, attempt: Attempt): Promise<Attempt> {
    const refused = attempt.kind === 'invalid-input' || attempt.kind === 'not-configured';
    // What is wrong in itself is no part of the print: with it, this is another request than the one that had none.
    if (!refused || asked.idempotencyKey === undefined || asked.violations.length > 0) return attempt;
    const earlier = await creations.findByIdempotencyKey(asked.idempotencyKey);
    return earlier?.fingerprint === asked.fingerprint ? { kind: 'wait', creation: earlier, replay: true } : attempt;
  }

  async function attemptOnce(asked: Asked, source: PaymentDataSource, reservedCustomerId?: string): Promise<Attempt> {
    const { provider, account } = source;
    const { customerId, profile } = asked;
    const target = await findTarget(asked, source, reservedCustomerId);
    if (customerId && !target.byId) return { kind: 'customer-not-found', customerId };
    const stored = target.byId ?? target.byReference;
    const own = [...asked.violations, ...conflicts(profile, target)];
    if (target.link && stored && own.length === 0) {
      return linkedAlready(asked, stored, target.link);
    }

    const id = newId();
    const unifiedId = stored?.id ?? reservedCustomerId ?? newId();
    const creationInput = stored
      ? { ...asked.input, profile: mergeProfiles(stored.profile, profile), given: profile }
      : asked.input;
    const request = requestOf(creationInput, id, unifiedId);
    const violations = allViolations(own, source.check(request), asked.metadataAt);
    if (violations.length > 0) return { kind: 'invalid-input', violations };

    const creation: NewCreation = {
      id,
      provider,
      account,
      customerId: unifiedId,
      existingCustomer: stored !== undefined,
      reference: creationInput.profile.reference,
      idempotencyKey: asked.idempotencyKey,
      fingerprint: asked.fingerprint,
      input: creationInput,
      notSent: source.notSent(requestOf(asked.input, id, unifiedId)),
      leaseMs: leaseMs(source),
      recoverForMs: recoverForMs(source),
    };
    const sinceBegun = startStopwatch();
    const begun = await creations.begin(creation);
    if (begun.kind === 'conflict') return inTheWay(asked, begun.creation);
    tracer?.on({ id, attempts: 1 });
    const sent = { ...creation, attempts: 1, createdAt: begun.createdAt, leaseUntil: begun.leaseUntil };
    const answer = sinceBegun() > beginSendingWithinMs(source) ? stoodStill : await source.createCustomer(request);
    return settle(dependencies, source, sent, answer);
  }

  async function findTarget(
    { customerId, idempotencyKey, profile: { reference } }: Asked,
    { provider, account }: PaymentDataSource,
    reservedCustomerId?: string,
  ): Promise<CreationTarget> {
    // Stored by now, perhaps: by a sibling, or by this very request, before its key expired.
    const repeated = idempotencyKey && !reference ? reservedCustomerId : undefined;
    const id = customerId ?? repeated;
    return id || reference ? customers.findTarget({ customerId: id, reference, provider, account }) : {};
  }

  async function linkedAlready(
    asked: Asked,
    customer: Customer,
    link: NonNullable<CreationTarget['link']>,
  ): Promise<Attempt> {
    const { idempotencyKey, fingerprint, profile } = asked;
    const token = asked.input.requestClientToken ? [['requestClientToken']] : [];
    const notSent = [...differences(customer.profile, profile), ...token];
    const earlier =
      idempotencyKey &&
      ((await creations.findByIdempotencyKey(idempotencyKey)) ??
        (await creations.keepKey({ id: newId(), idempotencyKey, fingerprint, notSent, link })));
    // What the key came to stands, be it a refusal: the customer may be linked because of another request.
    if (earlier) return inTheWay(asked, earlier);
    return { kind: 'succeeded', customer, providerCustomer: link, created: false, notSent };
  }

  /** Waits for a creation that another call carries out; returns it as it is when it ends, or at the deadline. */
  async function settledBy(creation: Creation, deadline: number): Promise<Creation> {
    let current = creation;
    let pause: number = poll.first;
    while (isUnderWay(current) && performance.now() < deadline) {
      await sleep(Math.min(pause, Math.max(1, deadline - performance.now())));
      pause = Math.min(pause * 1.5, poll.most);
      current = (await look(creation.id)) ?? current;
    }
    return current;
  }

  /** A look that fails is no outcome: what is looked at may have been sent by this very call, or end before the next. */
  async function look(id: string): Promise<Creation | undefined> {
    try {
      return await creations.find(id);
    } catch (error) {
      dependencies.warn(error, id);
      return undefined;
    }
  }
}

/** A call's input, checked, with what identifies the request. */
interface Asked extends CheckedInput {
  readonly input: CreationInput;
  readonly fingerprint: string;
}

function understand(input: CreateCustomerInput, at: Account, keyScope?: string): Asked {
  const checked = checkInput(input, at.provider, new Date().toISOString().slice(0, 10));
  const { idempotencyKey: key, profile, options } = checked;
  const asked = { profile, requestClientToken: input.requestClientToken === true, options };
  return {
    ...checked,
    idempotencyKey: key && keyScope ? `${key}:${keyScope}` : key,
    input: asked,
    fingerprint: key ? fingerprintOf(at, checked, asked) : '',
  };
}

type Account = Pick<PaymentDataSource, 'provider' | 'account'>;

/** What was asked for, and nothing of what is stored: the same request has the same print at any time. */
function fingerprintOf(at: Account, { customerId, profile }: CheckedInput, input: CreationInput): string {
  const options = Object.entries(input.options).sort(([a], [b]) => (a < b ? -1 : 1));
  const asked = [at.provider, at.account, customerId, profile, input.requestClientToken, options];
  return hash('sha256', JSON.stringify(asked), 'base64url');
}

function inTheWay({ idempotencyKey, fingerprint }: Asked, creation: Creation): Attempt {
  const replay = idempotencyKey !== undefined && creation.idempotencyKey === idempotencyKey;
  return replay && creation.fingerprint !== fingerprint ? { kind: 'key-reused' } : { kind: 'wait', creation, replay };
}

/** Counts only if recovery has not taken it over meanwhile. */
const stoodStill: CreateCustomerAnswer = {
  kind: 'unavailable',
  reason: 'this process stood still for too long before it could send it',
};

const isUnderWay = ({ state }: Creation) => state === 'IN_FLIGHT' || state === 'UNKNOWN';

function conflicts({ reference }: CustomerProfile, { byId, byReference }: CreationTarget): Violation[] {
  if (reference === undefined || byId === undefined) return [];
  const taken = byReference !== undefined && byReference.id !== byId.id;
  const differs = byId.profile.reference !== undefined && byId.profile.reference !== reference;
  if (!differs && !taken) return [];
  const message = taken
    ? 'This reference belongs to another customer than customerId names.'
    : 'The customer has another reference already; leave it out or give that one.';
  return [{ path: ['reference'], code: 'CONFLICT', message }];
}
