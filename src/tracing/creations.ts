import { ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { CreateCustomer } from '../services/creation/create-customer.js';
import type { Attempt, CreateCustomerOutcome } from '../services/creation/outcome.js';
import type { CreationTracer } from '../services/dependencies.js';
import { accountAttributes, fail, type Spans } from './spans.js';

/** Creates a span for each call of `createCustomer`. */
export const traceCreateCustomer =
  (spans: Spans) =>
  (create: CreateCustomer): CreateCustomer =>
  (input, provider, call) =>
    spans.run('createCustomer', { attributes: { 'payment_provider.name': provider } }, async (span) => {
      const outcome = await create(input, provider, call);
      setOutcome(span, outcome);
      // The name of an account that is not configured is arbitrary text from the caller.
      if (outcome.kind !== 'not-configured') span.setAttributes(accountAttributes(outcome));
      return outcome;
    });

/** Traces each recovery of a creation separately: the request that began the creation may have ended long ago. */
export const traceRecovery = (spans: Spans): CreationTracer => ({
  on(creation) {
    spans.current?.setAttributes(creationAttributes(creation));
  },
  recovering(creation, work) {
    const attributes = { ...accountAttributes(creation), ...creationAttributes(creation) };
    return spans.run(
      'recoverCreation',
      { attributes },
      async (span) => {
        const attempt = await work();
        if (attempt) setOutcome(span, attempt);
      },
      ROOT_CONTEXT,
    );
  },
});

const creationAttributes = ({ id, attempts }: { readonly id: string; readonly attempts: number }) => ({
  'customer_creation.id': id,
  'customer_creation.attempts': attempts,
});

/** Uses the same outcomes as the metric `customer_creations_total`. */
function setOutcome(span: Span, outcome: Attempt | CreateCustomerOutcome): void {
  const kind = outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind;
  span.setAttribute('customer_creation.outcome', kind);
  if (outcome.kind === 'unknown') span.setAttributes(creationAttributes(outcome.creation));
  if (outcome.kind === 'unknown' || outcome.kind === 'failed') fail(span, kind);
}
