import type { ControlProps } from './control-props';
import type { Choice } from './countries';
import { countries } from './countries';
import { PhoneControl } from './phone-control';
import { useStates } from './states';

/** The control of a field, by its widget. */
export function Control(props: ControlProps) {
  const { field, values, onChange, attributes } = props;
  const value = values[field.name] ?? '';
  switch (field.widget) {
    case 'checkbox':
      return (
        <input
          {...attributes}
          type="checkbox"
          checked={value === 'true'}
          onChange={({ target }) => onChange(field.name, target.checked ? 'true' : '')}
        />
      );
    case 'select':
      return <Select {...props} choices={(field.values ?? []).map((text) => ({ value: text, text }))} />;
    case 'country':
      return <CountrySelect {...props} />;
    case 'state':
      return <StateControl {...props} />;
    case 'phone':
      return <PhoneControl {...props} />;
    case 'prose':
    case 'pairs':
      return (
        <textarea
          {...attributes}
          rows={3}
          value={value}
          onChange={({ target }) => onChange(field.name, target.value)}
        />
      );
    case 'text':
    case 'words':
    case 'date':
      return <Line {...props} />;
  }
}

function Line({ field, values, onChange, attributes }: ControlProps) {
  // Not `type="email"`, because browsers change what is typed into it.
  return (
    <input
      {...attributes}
      type={field.widget === 'date' ? 'date' : 'text'}
      inputMode={field.inputMode}
      autoComplete={field.autoComplete}
      value={values[field.name] ?? ''}
      onChange={({ target }) => onChange(field.name, target.value)}
    />
  );
}

function Select({
  field,
  values,
  onChange,
  attributes,
  choices,
}: ControlProps & { readonly choices: readonly Choice[] }) {
  return (
    <select
      {...attributes}
      autoComplete={field.autoComplete}
      value={values[field.name] ?? ''}
      onChange={({ target }) => onChange(field.name, target.value)}
    >
      <option value="">Choose…</option>
      {choices.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** The state goes with the country: that of another one would be wrong, and may not be among the choices. */
function CountrySelect(props: ControlProps) {
  const { onChange } = props;
  const choose = (name: string, value: string) => {
    onChange(name, value);
    onChange(stateOf(name), '');
  };
  return <Select {...props} onChange={choose} choices={countries} />;
}

/** A list for countries whose states are known, else a line of text, at the same place. */
function StateControl(props: ControlProps) {
  const states = useStates(props.values[countryOf(props.field.name)]);
  return states ? <Select {...props} choices={states} /> : <Line {...props} />;
}

const stateOf = (country: string): string => country.replace(/country$/, 'state');
const countryOf = (state: string): string => state.replace(/state$/, 'country');
