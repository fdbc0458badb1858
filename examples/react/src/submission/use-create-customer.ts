import { useEffect, useRef, useState } from 'react';
import { type Client, useClient } from 'urql';
import type { Problem } from '../form/check';
import type { Values } from '../form/values';
import { CreateCustomerDocument } from '../generated/operations';
import { followCreation } from './follow-creation';
import { IdempotencyKey } from './idempotency-key';
import { type CreateCustomerRequest, ended, type Submission } from './submission';
import { forget, keep, type Unanswered } from './unanswered';

/**
 * Sends `createCustomer` for one form, one request at a time, and returns the state of the submission.
 *
 * @param unanswered a form that was sent before the page was loaded again: its submission goes on.
 */
export function useCreateCustomer(unanswered?: Unanswered) {
  const client = useClient();
  const [submission, setSubmission] = useState<Submission>(unanswered ? { state: 'sending' } : { state: 'editing' });
  const key = useRef<IdempotencyKey>(null);
  const running = useRef<AbortController>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, for what was kept when the page was loaded.
  useEffect(() => {
    if (!unanswered) return () => running.current?.abort();
    key.current = new IdempotencyKey(unanswered.idempotencyKey);
    // React's strict mode mounts everything twice while developing; the first time is over before this.
    const soon = setTimeout(() => start((show, signal, sent) => goOn(client, unanswered, sent, show, signal)));
    return () => {
      clearTimeout(soon);
      running.current?.abort();
    };
  }, []);

  type Work = (show: (next: Submission) => void, signal: AbortSignal, key: IdempotencyKey) => Promise<void>;
  function start(work: Work): void {
    key.current ??= new IdempotencyKey();
    const run = new AbortController();
    running.current?.abort();
    running.current = run;
    const show = (next: Submission) => {
      if (!run.signal.aborted) setSubmission(next);
    };
    work(show, run.signal, key.current).catch((error: unknown) => show({ state: 'no-answer', message: String(error) }));
  }

  return {
    submission,
    /** @param values what was typed, to be shown again if the page is loaded anew before there is an answer. */
    submit: (request: CreateCustomerRequest, values: Values) =>
      start((show, signal, sent) => {
        const idempotencyKey = sent.for(JSON.stringify(request));
        return createCustomer(client, { idempotencyKey, request, values }, sent, show, signal);
      }),
    /** Shows mistakes that the page itself found; nothing is sent. */
    refuse: (problems: readonly Problem[]) => setSubmission({ state: 'refused', problems }),
    /** Starts over for another customer, with a new idempotency key. */
    reset() {
      running.current?.abort();
      key.current = null;
      forget();
      setSubmission({ state: 'editing' });
    },
  };
}

type Show = (submission: Submission) => void;

async function createCustomer(
  client: Client,
  unanswered: Unanswered,
  key: IdempotencyKey,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const { idempotencyKey, request } = unanswered;
  // Before it is sent: the page may be gone before the answer comes.
  keep(unanswered);
  show({ state: 'sending' });
  const variables = { provider: request.provider, input: { ...request.input, idempotencyKey } };
  const { data, error } = await client.mutation(CreateCustomerDocument, variables);
  if (signal.aborted) return;
  const outcome = data?.createCustomer;
  if (!outcome) {
    show({ state: 'no-answer', message: error?.message ?? 'The answer was empty.' });
    return;
  }
  if (outcome.__typename !== 'ProviderOutcomeUnknownError') {
    answered(unanswered, key);
    show(ended(outcome));
    return;
  }
  const creationId = outcome.creation.id;
  keep({ ...unanswered, creationId });
  await follow(client, unanswered, creationId, outcome.message, key, show, signal);
}

/** After a reload: the same request under the same key, or what is known already of its creation. */
async function goOn(client: Client, unanswered: Unanswered, key: IdempotencyKey, show: Show, signal: AbortSignal) {
  const { creationId } = unanswered;
  if (creationId === undefined) return createCustomer(client, unanswered, key, show, signal);
  return follow(client, unanswered, creationId, 'This form was sent before.', key, show, signal);
}

async function follow(
  client: Client,
  unanswered: Unanswered,
  creationId: string,
  message: string,
  key: IdempotencyKey,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  show({ state: 'following', creationId, message });
  const settled = await followCreation(client, creationId, signal);
  if (signal.aborted) return;
  if (settled.state !== 'needs-review') answered(unanswered, key);
  show(settled);
}

function answered({ request }: Unanswered, key: IdempotencyKey): void {
  key.answered(JSON.stringify(request));
  forget();
}
