import { type SubmitEvent, useRef, useState } from 'react';
import type { Provider } from '../generated/operations';
import { SubmissionNotice } from '../result/submission-notice';
import { Success } from '../result/success';
import { problemsOf } from '../submission/submission';
import { kept, type Unanswered } from '../submission/unanswered';
import { useCreateCustomer } from '../submission/use-create-customer';
import { checkForm } from './check';
import type { ProviderInfo } from './field';
import { FieldGroups } from './field-groups';
import { fieldsOf } from './fields-of';
import { placeProblems } from './place-problems';
import { ProviderChoice } from './provider-choice';
import { useFocus } from './use-focus';
import { toInput, type Values } from './values';

interface CustomerFormProps {
  readonly providers: readonly ProviderInfo[];
}

export function CustomerForm({ providers }: CustomerFormProps) {
  const [unanswered] = useState(() => kept(providers.map(({ provider }) => provider)));
  const [name, choose] = useState<Provider | undefined>(
    unanswered?.request.provider ?? providers.find(({ accounts }) => accounts.length > 0)?.provider,
  );
  const provider = providers.find((candidate) => candidate.provider === name);
  if (!provider) return <p role="status">No payment provider is configured.</p>;
  return <FormOfProvider provider={provider} providers={providers} unanswered={unanswered} onChoose={choose} />;
}

interface FormOfProviderProps extends CustomerFormProps {
  readonly provider: ProviderInfo;
  /** What was sent before the page was loaded again. */
  readonly unanswered: Unanswered | undefined;
  readonly onChoose: (provider: Provider) => void;
}

function FormOfProvider({ provider, providers, unanswered, onChoose }: FormOfProviderProps) {
  const [values, setValues] = useState<Values>(unanswered?.values ?? {});
  /** Fields that were changed since the problems were found. Their problems are hidden. */
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const [chosenAccount, chooseAccount] = useState(unanswered?.request.input.account ?? undefined);
  const { submission, submit, refuse, reset } = useCreateCustomer(unanswered);
  const form = useRef<HTMLFormElement>(null);
  const { fromTheStart } = useFocus(form, submission);

  const account = provider.accounts.find(({ name }) => name === chosenAccount) ?? provider.accounts[0];
  const fields = fieldsOf(provider, providers, account?.required);
  const { atFields, elsewhere } = placeProblems(problemsOf(submission), fields);
  const problems = atFields.filter(({ field }) => !changed.has(field.name));
  const busy = submission.state === 'sending' || submission.state === 'following';

  function send() {
    if (busy) return;
    setChanged(new Set());
    const found = checkForm(fields, provider, values);
    if (found.length > 0) refuse(found);
    else submit({ provider: provider.provider, input: { ...toInput(fields, values), account: account?.name } }, values);
  }

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    send();
  }

  function onChange(field: string, value: string) {
    setValues((before) => ({ ...before, [field]: value }));
    setChanged((before) => new Set(before).add(field));
  }

  function startOver() {
    setValues({});
    fromTheStart();
    reset();
  }

  if (submission.state === 'created') {
    return <Success success={submission.success} title={provider.title} fields={fields} onAnother={startOver} />;
  }
  return (
    <form ref={form} onSubmit={onSubmit} noValidate aria-busy={busy}>
      <SubmissionNotice
        submission={submission}
        problems={atFields}
        elsewhere={elsewhere}
        onRetry={send}
        onStartOver={startOver}
      />
      <fieldset disabled={busy}>
        <ProviderChoice
          providers={providers}
          chosen={provider}
          account={account?.name ?? ''}
          onChoose={(chosen) => {
            reset();
            onChoose(chosen);
          }}
          onChooseAccount={chooseAccount}
        />
        <FieldGroups
          fields={fields}
          provider={provider}
          providers={providers}
          values={values}
          problems={problems}
          onChange={onChange}
        />
      </fieldset>
      <div className="actions">
        {/* Outside of the fieldset, and not disabled: a disabled button would lose the focus while it is waited for. */}
        <button type="submit" aria-disabled={busy}>
          {busy ? 'Creating…' : `Create at ${provider.title}`}
        </button>
      </div>
    </form>
  );
}
