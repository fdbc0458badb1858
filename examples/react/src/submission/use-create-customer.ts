import { useEffect, useRef, useState } from 'react';
import { type Client, useClient } from 'urql';
import type { Problem } from '../form/check';
import { CreateCustomerDocument } from '../generated/operations';
import { followCreation } from './follow-creation';
import { IdempotencyKey } from './idempotency-key';
import { type CreateCustomerRequest, ended, type Submission } from './submission';

/** Sends `createCustomer` for one form, one request at a time, and returns the state of the submission. */
export function useCreateCustomer() {
  const client = useClient();
  const [submission, setSubmission] = useState<Submission>({ state: 'editing' });
  const key = useRef<IdempotencyKey>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  function submit(request: CreateCustomerRequest): void {
    key.current ??= new IdempotencyKey();
    const run = new AbortController();
    running.current?.abort();
    running.current = run;
    const show = (next: Submission) => {
      if (!run.signal.aborted) setSubmission(next);
    };
    show({ state: 'sending' });
    createCustomer(client, request, key.current, show, run.signal).catch((error: unknown) =>
      show({ state: 'no-answer', message: String(error) }),
    );
  }

  return {
    submission,
    submit,
    /** Shows mistakes that the page itself found; nothing is sent. */
    refuse: (problems: readonly Problem[]) => setSubmission({ state: 'refused', problems }),
    /** Starts over for another customer, with a new idempotency key. */
    reset() {
      running.current?.abort();
      key.current = null;
      setSubmission({ state: 'editing' });
    },
  };
}

async function createCustomer(
  client: Client,
  { provider, input }: CreateCustomerRequest,
  key: IdempotencyKey,
  show: (submission: Submission) => void,
  signal: AbortSignal,
): Promise<void> {
  const request = JSON.stringify({ provider, input });
  const variables = { provider, input: { ...input, idempotencyKey: key.for(request) } };
  const { data, error } = await client.mutation(CreateCustomerDocument, variables);
  const outcome = data?.createCustomer;
  if (!outcome) {
    show({ state: 'no-answer', message: error?.message ?? 'The answer was empty.' });
    return;
  }
  if (outcome.__typename !== 'ProviderOutcomeUnknownError') {
    key.answered(request);
    show(ended(outcome));
    return;
  }
  show({ state: 'following', message: outcome.message });
  const settled = await followCreation(client, outcome.creation.id, signal);
  if (settled.state !== 'needs-review') key.answered(request);
  show(settled);
}
