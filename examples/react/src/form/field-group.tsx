import type { Field } from './field';
import { FieldView } from './field-view';
import type { PlacedProblems } from './place-problems';
import type { Values } from './values';

interface FieldGroupProps {
  readonly legend?: string;
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly problems: PlacedProblems['byField'];
  readonly onChange: (name: string, value: string) => void;
}

export function FieldGroup({ legend, fields, values, problems, onChange }: FieldGroupProps) {
  if (fields.length === 0) return null;
  return (
    <fieldset className="group">
      {legend && <legend>{legend}</legend>}
      <div className="grid">
        {fields.map((field) => (
          <FieldView
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            problems={problems[field.name] ?? []}
            onChange={onChange}
          />
        ))}
      </div>
    </fieldset>
  );
}
