import { useEffect, useRef } from 'react';
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
  const { customer, providerCustomer, created, notSent, clientToken, clientTokenError } = success;
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, and with it the element that had the focus.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="success">
      <h2 ref={heading} tabIndex={-1}>
        {created ? `Created at ${title}` : `Linked at ${title}`}
      </h2>
      {!created && <p>The customer was there already; nothing new was created.</p>}
      <dl>
        <dt>Customer</dt>
        <dd>{customer.id}</dd>
        {customer.reference && (
          <>
            <dt>Reference</dt>
            <dd>{customer.reference}</dd>
          </>
        )}
        <dt>Id at {title}</dt>
        <dd>{providerCustomer.externalId}</dd>
        <dt>Merchant account</dt>
        <dd>{providerCustomer.account}</dd>
        <dt>Created</dt>
        <dd>{created ? 'yes' : 'no'}</dd>
        <dt>Not sent</dt>
        <dd>{notSent.length > 0 ? `${labelsOf(notSent, fields)} (kept for other providers)` : 'nothing'}</dd>
        {clientToken && (
          <>
            <dt>Client token</dt>
            <dd>given{clientToken.expiresAt && `, until ${new Date(clientToken.expiresAt).toLocaleTimeString()}`}</dd>
          </>
        )}
        {clientTokenError && (
          <>
            <dt>Client token</dt>
            <dd>{clientTokenError.message}</dd>
          </>
        )}
      </dl>
      <button type="button" onClick={onAnother}>
        Create another customer
      </button>
    </section>
  );
}
