import type { Client } from 'urql';
import { CustomerCreationDocument, type CustomerCreationQuery } from '../generated/operations';
import { ended, type Submission } from './submission';

/** Between two looks, in milliseconds: recovery itself looks every 2 seconds at first. */
const pauseMs = 2_000;

/** Asks for a creation again and again, until it is settled or `signal` aborts. A look that fails is not the last. */
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
