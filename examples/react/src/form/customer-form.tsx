import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { Provider } from '../generated/operations';
import { SubmissionNotice } from '../result/submission-notice';
import { Success } from '../result/success';
import { problemsOf, type Submission } from '../submission/submission';
import { useCreateCustomer } from '../submission/use-create-customer';
import { checkForm, labelsOf } from './check';
import { type Field, fieldsOf, fieldsOfOthers, type ProviderInfo } from './field';
import { FieldGroup } from './field-group';
import { placeProblems } from './place-problems';
import { ProviderChoice } from './provider-choice';
import { toInput, type Values } from './values';

interface CustomerFormProps {
  readonly providers: readonly ProviderInfo[];
}

export function CustomerForm({ providers }: CustomerFormProps) {
  const [name, choose] = useState<Provider | undefined>(
    providers.find(({ accounts }) => accounts.length > 0)?.provider,
  );
  const provider = providers.find((candidate) => candidate.provider === name);
  if (!provider) return <p role="status">No payment provider is configured.</p>;
  return <FormOfProvider provider={provider} providers={providers} onChoose={choose} />;
}

interface FormOfProviderProps extends CustomerFormProps {
  readonly provider: ProviderInfo;
  readonly onChoose: (provider: Provider) => void;
}

function FormOfProvider({ provider, providers, onChoose }: FormOfProviderProps) {
  const [values, setValues] = useState<Values>({});
  /** Fields that were changed since the problems were found. Their problems are hidden. */
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const [chosenAccount, chooseAccount] = useState<string>();
  const { submission, submit, refuse, reset } = useCreateCustomer();
  const form = useFocusOnTrouble(submission);

  const account = provider.accounts.find(({ name }) => name === chosenAccount) ?? provider.accounts[0];
  const fields = fieldsOf(provider, account?.required);
  const others = fieldsOfOthers(provider, providers);
  const all = [...fields, ...others];
  const { byField, elsewhere } = placeProblems(problemsOf(submission), all);
  const problems = Object.fromEntries(Object.entries(byField).filter(([field]) => !changed.has(field)));
  const busy = submission.state === 'sending' || submission.state === 'following';

  function send() {
    setChanged(new Set());
    const found = checkForm(all, provider.requiredOneOf, values);
    if (found.length > 0) refuse(found);
    else submit({ provider: provider.provider, input: { ...toInput(all, values), account: account?.name } });
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
    reset();
  }

  if (submission.state === 'created') {
    return <Success success={submission.success} title={provider.title} fields={all} onAnother={startOver} />;
  }
  const groupProps = { values, problems, onChange };
  return (
    <form ref={form} onSubmit={onSubmit} noValidate aria-busy={busy}>
      <SubmissionNotice submission={submission} elsewhere={elsewhere} onRetry={send} onStartOver={startOver} />
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
        <p className="help">{requirements(provider, fields)}</p>
        <FieldGroup legend="Customer" fields={fields.filter(isAbout('customer'))} {...groupProps} />
        <FieldGroup legend="Address" fields={fields.filter(isAbout('address'))} {...groupProps} />
        <FieldGroup
          legend={`Only at ${provider.title}`}
          fields={fields.filter(isAbout('providerOptions'))}
          {...groupProps}
        />
        {others.length > 0 && (
          <details>
            <summary>More, for other providers</summary>
            <p className="help">{provider.title} has no field for these. They are kept for the providers that have.</p>
            <FieldGroup fields={others} {...groupProps} />
          </details>
        )}
        <button type="submit">{busy ? 'Creating…' : `Create at ${provider.title}`}</button>
      </fieldset>
    </form>
  );
}

type Group = 'customer' | 'address' | 'providerOptions';

const isAbout =
  (group: Group) =>
  ({ path: [first] }: Field): boolean =>
    group === 'customer' ? first !== 'address' && first !== 'providerOptions' : first === group;

const requirements = ({ requiredOneOf }: ProviderInfo, fields: readonly Field[]): string =>
  [
    fields.some(({ required }) => required) ? 'Fields with * are needed.' : '',
    ...requiredOneOf.map((group) => `At least one of: ${labelsOf(group, fields)}.`),
  ].join(' ');

/** After a failure, focuses the first invalid field, or the notice at the top if there is none. */
function useFocusOnTrouble(submission: Submission) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (submission.state === 'editing' || submission.state === 'sending') return;
    const trouble = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const collapsed = trouble?.closest('details');
    if (collapsed) collapsed.open = true;
    (trouble ?? form.current?.querySelector<HTMLElement>('.notice'))?.focus();
  }, [submission]);
  return form;
}
