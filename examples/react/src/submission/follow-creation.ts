import type { Client } from 'urql';
import { CustomerCreationDocument, type CustomerCreationQuery } from '../generated/operations';
import { ended, type Submission } from './submission';

/** The pause between two polls, in milliseconds. At first, recovery too waits about 2 seconds between its attempts. */
const pauseMs = 2_000;

/** Polls a creation until it is settled, or until `signal` aborts. A failed poll is repeated. */
export async function followCreation(client: Client, id: string, signal: AbortSignal): Promise<Submission> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const { data } = await client.query(CustomerCreationDocument, { id });
    const settled = data && readCreation(data.customerCreation, id);
    if (settled) return settled;
  }
  return { state: 'editing' };
}

function readCreation(creation: CustomerCreationQuery['customerCreation'], id: string): Submission | undefined {
  if (!creation) return { state: 'needs-review', creationId: id, reason: null };
  const { status, reason, outcome } = creation;
  switch (status) {
    case 'IN_FLIGHT':
    case 'UNKNOWN':
      return undefined;
    case 'NEEDS_REVIEW':
      return { state: 'needs-review', creationId: id, reason };
    case 'SUCCEEDED':
    case 'FAILED':
      return outcome && outcome.__typename !== 'ProviderOutcomeUnknownError'
        ? ended(outcome)
        : { state: 'not-created' };
  }
}
