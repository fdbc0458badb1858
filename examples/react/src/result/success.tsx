import { type ReactNode, useEffect, useRef } from 'react';
import { labelsOf } from '../form/check';
import type { Field } from '../form/field';
import type { CreateCustomerSuccess } from '../submission/submission';

interface SuccessProps {
  readonly success: CreateCustomerSuccess;
  /** The provider's name for people. */
  readonly title: string;
  /** The form's fields, whose labels name what was not sent. */
  readonly fields: readonly Field[];
  readonly onAnother: () => void;
}

export function Success({ success, title, fields, onAnother }: SuccessProps) {
  const { customer, providerCustomer, created, replayed, notSent, clientToken, clientTokenError } = success;
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, and with it the element that had the focus.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="success">
      <h2 ref={heading} tabIndex={-1}>
        {created || replayed ? `Created at ${title}` : `Linked at ${title}`}
      </h2>
      <p>{whatHappened(success)}</p>
      <dl>
        <Pair name="Customer">{customer.id}</Pair>
        {customer.reference && <Pair name="Your customer ID">{customer.reference}</Pair>}
        <Pair name={`ID at ${title}`}>{providerCustomer.externalId}</Pair>
        <Pair name="Merchant account">{providerCustomer.account}</Pair>
        {notSent.length > 0 && (
          <Pair name={`Not sent to ${title}`}>{labelsOf(notSent, fields)} (kept for other providers)</Pair>
        )}
        {clientToken && (
          <Pair name="Client token">
            Issued{clientToken.expiresAt && `, valid until ${new Date(clientToken.expiresAt).toLocaleTimeString()}`}
          </Pair>
        )}
        {clientTokenError && <Pair name="Client token">{clientTokenError.message}</Pair>}
      </dl>
      <button type="button" onClick={onAnother}>
        Create another customer
      </button>
    </section>
  );
}

function whatHappened({ created, replayed }: CreateCustomerSuccess): string {
  if (created) return 'The customer is new at this provider.';
  return replayed
    ? 'This form had been sent before; this is what came of it.'
    : 'The customer was there already; nothing new was created.';
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="pair">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
