import type { Creation } from '../../domain/creation.js';
import type { CreationStore, Operator } from '../../domain/creation-store.js';
import { isExternalId } from '../../domain/external-id.js';
import type { UnavailableFailure } from '../../domain/provider-failure.js';
import { recoverForMs } from '../creation/timings.js';
import type { Dependencies, OperatorNote } from '../dependencies.js';
import { newId } from '../new-id.js';

/** What an operator found out about a creation in `NEEDS_REVIEW`. */
export type ReviewFinding =
  | { readonly kind: 'created'; readonly externalId: string }
  | { readonly kind: 'not-created' };

/** The creation's state does not allow what the operator requested. */
export class ReviewError extends Error {
  override readonly name = 'ReviewError';
}

/** Makes recovery send a creation in `NEEDS_REVIEW` again. Returns undefined when there is no such creation. */
export async function retryCreation(
  { creations, dataSource, audit }: Dependencies,
  id: string,
  by: OperatorNote = {},
): Promise<Creation | undefined> {
  const creation = await creations.find(id);
  if (!creation) return undefined;
  const source = dataSource(creation.provider, creation.account);
  if (!source || creation.mode !== source.mode) {
    throw new ReviewError('Its account is not configured any more, or in another mode, so it cannot be sent.');
  }
  if (!(await creations.reopen(id, { recoverForMs: recoverForMs(source), now: new Date() })))
    throw notInReview(creation);
  audit('an operator had a creation sent again', id, by);
  return creations.find(id);
}

/** Settles a creation in `NEEDS_REVIEW`. Returns undefined when there is no such creation. */
export async function resolveCreation(
  { creations, audit }: Dependencies,
  id: string,
  finding: ReviewFinding,
  by: OperatorNote = {},
): Promise<Creation | undefined> {
  if (finding.kind === 'created' && !isExternalId(finding.externalId)) {
    throw new ReviewError('externalId has at most 255 characters, and none of them is a control character.');
  }
  const creation = await creations.find(id);
  if (!creation) return undefined;
  if (creation.state !== 'NEEDS_REVIEW') throw notInReview(creation);
  const settled = await (finding.kind === 'created'
    ? link(creations, creation, finding.externalId)
    : creations.fail(id, notCreated, { releaseKey: true }, operator));
  const now = await creations.find(id);
  // Another operator was faster, for example sent it again: this finding may no longer be true.
  if (!settled && now) throw notInReview(now);
  const found = finding.kind === 'created' ? `created as ${finding.externalId}` : 'not created';
  audit(`an operator settled a creation: ${found}`, id, by);
  return now;
}

/** Records that the duplicates of a creation have been removed. Returns undefined when there is no such creation. */
export async function clearDuplicates(
  { creations, audit }: Dependencies,
  id: string,
  by: OperatorNote = {},
): Promise<Creation | undefined> {
  if (await creations.clearDuplicates(id)) audit('an operator removed the duplicates of a creation', id, by);
  return creations.find(id);
}

const operator: Operator = { kind: 'operator' };

const notCreated: UnavailableFailure = {
  kind: 'unavailable',
  reason: 'a person found that the provider did not create it',
};

async function link(creations: CreationStore, { id }: Creation, externalId: string): Promise<boolean> {
  const settled = await creations.succeed(id, { externalId, created: true, linkId: newId() }, operator);
  if (settled.kind === 'taken') {
    throw new ReviewError(`This customer, or ${externalId}, is linked already at this account of the provider.`);
  }
  if (settled.kind === 'blocked') {
    throw new ReviewError(
      'Another creation of this customer at this account is not settled yet: settle that one first.',
    );
  }
  return settled.kind === 'settled';
}

const notInReview = ({ state }: Creation) =>
  new ReviewError(`Only a creation in NEEDS_REVIEW can be retried or settled by hand; this one is in ${state}.`);
