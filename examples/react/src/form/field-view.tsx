import { useId } from 'react';
import type { Field } from './field';

interface FieldViewProps {
  readonly field: Field;
  readonly value: string;
  readonly problems: readonly string[];
  readonly onChange: (name: string, value: string) => void;
}

/** A control with its label, hint and problems, connected by ARIA attributes for screen readers. */
export function FieldView({ field, value, problems, onChange }: FieldViewProps) {
  const id = useId();
  const { name, label, required = false, widget } = field;
  const wrong = problems.length > 0;
  const help = helpFor(field, problems);
  const describedBy = [help && `${id}-help`, wrong && `${id}-problems`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={`field ${widget}`}>
      <label htmlFor={id}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      <Control
        field={field}
        value={value}
        onChange={(text) => onChange(name, text)}
        attributes={{ id, name, required, 'aria-invalid': wrong, 'aria-describedby': describedBy }}
      />
      {help && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {wrong && (
        <ul className="problems" id={`${id}-problems`}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** No help for a date picker, which enforces the format, and no text that is already shown as a problem. */
function helpFor({ widget, hint, help, notation }: Field, problems: readonly string[]): string | undefined {
  const texts = widget === 'date' ? [] : [hint ?? help, notation];
  return texts.filter((text) => text && !problems.includes(text)).join(' ') || undefined;
}

interface ControlProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly attributes: {
    readonly id: string;
    readonly name: string;
    readonly required: boolean;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string | undefined;
  };
}

function Control({ field, value, onChange, attributes }: ControlProps) {
  const { widget, autoComplete, inputMode } = field;
  switch (widget) {
    case 'checkbox':
      return (
        <input
          {...attributes}
          type="checkbox"
          checked={value === 'true'}
          onChange={({ target }) => onChange(target.checked ? 'true' : '')}
        />
      );
    case 'select':
      return (
        <select
          {...attributes}
          autoComplete={autoComplete}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          <option value="">Choose…</option>
          {field.values?.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case 'prose':
    case 'pairs':
      return <textarea {...attributes} rows={3} value={value} onChange={({ target }) => onChange(target.value)} />;
    case 'text':
    case 'words':
    case 'date':
      // Not `type="email"`, because browsers change what is typed into it.
      return (
        <input
          {...attributes}
          type={widget === 'date' ? 'date' : 'text'}
          inputMode={inputMode}
          autoComplete={autoComplete}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      );
  }
}
