import type { Field, ProviderInfo } from './field';
import { FieldGroup } from './field-group';
import { FieldView } from './field-view';
import { fieldsOf } from './fields-of';
import type { FieldProblem } from './place-problems';
import type { Values } from './values';
import { headings, hintFor, noteFor } from './words';

interface FieldGroupsProps {
  readonly fields: readonly Field[];
  readonly provider: ProviderInfo;
  readonly providers: readonly ProviderInfo[];
  readonly values: Values;
  readonly problems: readonly FieldProblem[];
  readonly onChange: (name: string, value: string) => void;
}

const shared = Object.keys(headings) as (keyof typeof headings)[];

/** All fields but the provider itself: first those of every provider, then those that only this one has. */
export function FieldGroups({ fields, provider, providers, values, problems, onChange }: FieldGroupsProps) {
  const forms = providers.map((one) => ({ provider: one, fields: fieldsOf(one, providers) }));
  const show = (field: Field) => (
    <FieldView
      key={field.name}
      field={field}
      provider={provider}
      hints={forms.flatMap((form) => form.fields.filter(({ name }) => name === field.name).map(hintFor))}
      values={values}
      problems={problems.filter((problem) => problem.field.name === field.name).map(({ message }) => message)}
      onChange={onChange}
    />
  );
  const onlyHere = fields.filter(({ group }) => group === 'onlyHere');
  const noteHere = 'No other provider has these. Leave them as they are if you do not need them.';
  return (
    <>
      {shared.map((name) => {
        const isInGroup = ({ group }: Field) => group === name;
        const notes = forms.map((form) => noteFor(name, form.fields.filter(isInGroup), form.provider));
        const own = fields.filter(isInGroup);
        if (own.length === 0) return null;
        return (
          <FieldGroup key={name} heading={headings[name]} note={noteFor(name, own, provider)} notes={notes}>
            {own.map(show)}
          </FieldGroup>
        );
      })}
      {onlyHere.length > 0 && (
        <FieldGroup heading={`Only at ${provider.title}`} note={noteHere} notes={[]}>
          {onlyHere.map(show)}
        </FieldGroup>
      )}
    </>
  );
}
