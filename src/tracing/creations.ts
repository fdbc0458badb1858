import { ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { CreateCustomer } from '../services/creation/create-customer.js';
import type { Attempt, CreateCustomerOutcome } from '../services/creation/outcome.js';
import type { CreationTracer } from '../services/dependencies.js';
import { accountAttributes, fail, type Spans } from './spans.js';

/** Makes each creation a span. */
export const traceCreateCustomer =
  (spans: Spans) =>
  (create: CreateCustomer): CreateCustomer =>
  (input, provider, together) =>
    spans.run('createCustomer', { attributes: { 'payment_provider.name': provider } }, async (span) => {
      const outcome = await create(input, provider, together);
      setOutcome(span, outcome);
      // The name of an account that is not configured is only what somebody wrote.
      if (outcome.kind !== 'not-configured') span.setAttributes(accountAttributes(outcome));
      return outcome;
    });

/** Makes what recovery does about a creation a trace of its own: the request that began it may be long over. */
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

/** The kinds are those of the metric `customer_creations_total`. */
function setOutcome(span: Span, outcome: Attempt | CreateCustomerOutcome): void {
  const kind = outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind;
  span.setAttribute('customer_creation.outcome', kind);
  if (outcome.kind === 'unknown') span.setAttributes(creationAttributes(outcome.creation));
  if (outcome.kind === 'unknown' || outcome.kind === 'failed') fail(span, kind);
}
