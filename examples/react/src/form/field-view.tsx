import { Control } from './control';
import type { Field, ProviderInfo } from './field';
import { Stacked } from './stacked';
import type { Values } from './values';
import { hintFor, markInFull, marks } from './words';

export interface FieldViewProps {
  readonly field: Field;
  readonly provider: ProviderInfo;
  /** What may stand below the field, whichever provider is chosen. */
  readonly hints: readonly string[];
  readonly values: Values;
  readonly problems: readonly string[];
  readonly onChange: (name: string, value: string) => void;
}

/** A control with its label, mark, hint and problems, connected by ARIA attributes for screen readers. */
export function FieldView({ field, provider, hints, values, problems, onChange }: FieldViewProps) {
  const { name, label, mark, widget, span } = field;
  const wrong = problems.length > 0;
  const hint = hintFor(field);
  const ids = { mark: `${name}-mark`, hint: `${name}-hint`, problems: `${name}-problems` };
  // The attribute `required` says the same as its mark.
  const inFull = mark && mark !== 'required' ? markInFull(provider, mark) : undefined;
  const describedBy = [wrong && ids.problems, hint && ids.hint, inFull && ids.mark].filter(Boolean).join(' ');
  return (
    <div className={`field span-${span} ${widget}`}>
      <div className="label">
        <label htmlFor={name}>{label}</label>
        {mark && (
          <span className={`mark ${mark}`} aria-hidden="true">
            {marks[mark]}
          </span>
        )}
        {inFull && (
          <span className="unseen" id={ids.mark}>
            {inFull}
          </span>
        )}
      </div>
      <Control
        field={field}
        values={values}
        onChange={onChange}
        attributes={{
          id: name,
          name,
          required: mark === 'required',
          'aria-invalid': wrong,
          'aria-describedby': describedBy || undefined,
        }}
      />
      {wrong && (
        <ul className="problems" id={ids.problems}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {hints.some(Boolean) && <Stacked id={ids.hint} className="hint" texts={hints} shown={hint} />}
    </div>
  );
}
