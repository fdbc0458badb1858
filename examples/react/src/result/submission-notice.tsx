import type { FieldProblem } from '../form/place-problems';
import { messageWords } from '../form/words';
import type { CreateCustomerError, Submission } from '../submission/submission';
import { wordsFor } from './error-words';
import { Notice } from './notice';
import { ProblemLinks } from './problem-links';

interface SubmissionNoticeProps {
  readonly submission: Submission;
  readonly problems: readonly FieldProblem[];
  /** Messages without a field in the form. */
  readonly elsewhere: readonly string[];
  readonly onRetry: () => void;
  readonly onStartOver: () => void;
}

/** The message above the form about its last submission. */
export function SubmissionNotice({ submission, problems, elsewhere, onRetry, onStartOver }: SubmissionNoticeProps) {
  switch (submission.state) {
    case 'editing':
    case 'sending':
    case 'created':
      return null;
    case 'refused':
      return (
        <Notice title="Some fields need another look">
          <ProblemLinks problems={problems} />
          <Complaints complaints={elsewhere} />
        </Notice>
      );
    case 'following':
      return (
        <Notice
          title="Finding out whether the customer was created…"
          tone="waiting"
          action="Go on with somebody else"
          isAside
          onAction={onStartOver}
        >
          <p>{messageWords(submission.message)}</p>
          <p>
            This page asks every two seconds, and goes on if you reload it. Do not enter this customer a second time.
          </p>
          <p>
            Creation <code>{submission.creationId}</code>
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <ErrorNotice
          error={submission.error}
          problems={problems}
          complaints={elsewhere}
          onRetry={onRetry}
          onStartOver={onStartOver}
        />
      );
    case 'not-created':
      return (
        <Notice title="The customer was not created" action="Try again" onAction={onRetry}>
          <p>What you typed is kept.</p>
        </Notice>
      );
    case 'needs-review':
      return (
        <Notice title="A person has to look at this" action="Go on with somebody else" isAside onAction={onStartOver}>
          <p>Nobody can tell yet whether the customer was created. Do not enter this customer a second time.</p>
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
  readonly problems: readonly FieldProblem[];
  readonly complaints: readonly string[];
  readonly onRetry: () => void;
  readonly onStartOver: () => void;
}

function ErrorNotice({ error, problems, complaints, onRetry, onStartOver }: ErrorNoticeProps) {
  const { title, advice } = wordsFor(error);
  const providerMessage = 'providerMessage' in error ? error.providerMessage : null;
  return (
    <Notice title={title} {...actionFor(error, onRetry, onStartOver)}>
      {/* With violations, it says no more than the title does. */}
      {!('violations' in error) && <p>{messageWords(error.message)}</p>}
      {providerMessage && (
        <blockquote>
          <p>{providerMessage}</p>
        </blockquote>
      )}
      <ProblemLinks problems={problems} />
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
