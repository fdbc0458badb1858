import type { CreateCustomerError, Submission } from '../submission/submission';
import { wordsFor } from './error-words';
import { Notice } from './notice';

interface SubmissionNoticeProps {
  readonly submission: Submission;
  /** Messages without a field in the form. */
  readonly elsewhere: readonly string[];
  readonly onRetry: () => void;
  readonly onStartOver: () => void;
}

/** The message above the form about its last submission. */
export function SubmissionNotice({ submission, elsewhere, onRetry, onStartOver }: SubmissionNoticeProps) {
  switch (submission.state) {
    case 'editing':
    case 'sending':
    case 'created':
      return null;
    case 'refused':
      return (
        <Notice title="Some fields need another look">
          <p>Nothing was sent.</p>
          <Complaints complaints={elsewhere} />
        </Notice>
      );
    case 'following':
      return (
        <Notice title="Finding out whether the customer was created…" tone="waiting">
          <p>{submission.message}</p>
          <p>This page asks every two seconds. Leave it open, and do not create the customer anew.</p>
        </Notice>
      );
    case 'failed':
      return (
        <ErrorNotice error={submission.error} complaints={elsewhere} onRetry={onRetry} onStartOver={onStartOver} />
      );
    case 'not-created':
      return (
        <Notice title="The customer was not created" action="Try again" onAction={onRetry}>
          <p>What you typed is kept.</p>
        </Notice>
      );
    case 'needs-review':
      return (
        <Notice title="A person has to look at this" action="Start a new form" onAction={onStartOver}>
          <p>Nobody can tell yet whether the customer was created. Do not create it anew.</p>
          {submission.reason && <p>{submission.reason}</p>}
          <p>
            Creation <code>{submission.creationId}</code>
          </p>
        </Notice>
      );
    case 'no-answer':
      return (
        <Notice title="No answer came" action="Try again" onAction={onRetry}>
          <p>{submission.message}</p>
          <p>Trying again does not create a second customer.</p>
        </Notice>
      );
  }
}

interface ErrorNoticeProps {
  readonly error: CreateCustomerError;
  readonly complaints: readonly string[];
  readonly onRetry: () => void;
  readonly onStartOver: () => void;
}

function ErrorNotice({ error, complaints, onRetry, onStartOver }: ErrorNoticeProps) {
  const { title, advice } = wordsFor(error);
  const providerMessage = 'providerMessage' in error ? error.providerMessage : null;
  return (
    <Notice title={title} {...actionFor(error, onRetry, onStartOver)}>
      <p>{error.message}</p>
      {providerMessage && (
        <blockquote>
          <p>{providerMessage}</p>
        </blockquote>
      )}
      <Complaints complaints={complaints} />
      <p>{advice}</p>
    </Notice>
  );
}

function actionFor({ __typename, retryable }: CreateCustomerError, onRetry: () => void, onStartOver: () => void) {
  if (retryable) return { action: 'Try again', onAction: onRetry };
  if (__typename === 'IdempotencyKeyReusedError') return { action: 'Start a new form', onAction: onStartOver };
  return {};
}

function Complaints({ complaints }: { readonly complaints: readonly string[] }) {
  if (complaints.length === 0) return null;
  return (
    <ul>
      {complaints.map((complaint) => (
        <li key={complaint}>{complaint}</li>
      ))}
    </ul>
  );
}
