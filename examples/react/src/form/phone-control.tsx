import type { ControlProps } from './control-props';
import { callingCodes, countryIn, countryOf, phoneCountry } from './phone';

/** A number as people write it, beside the country that it belongs to. */
export function PhoneControl({ field, values, onChange, attributes }: ControlProps) {
  function onType(text: string) {
    onChange(field.name, text);
    const named = countryIn(text);
    if (named) onChange(phoneCountry, named);
  }
  return (
    <div className="number">
      <select
        aria-label="Country of the phone number"
        name={phoneCountry}
        value={countryOf(values[phoneCountry])}
        onChange={({ target }) => {
          onChange(phoneCountry, target.value);
          // What was wrong for another country may be right now.
          onChange(field.name, values[field.name] ?? '');
        }}
      >
        {callingCodes.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <input
        {...attributes}
        type="tel"
        autoComplete={field.autoComplete}
        value={values[field.name] ?? ''}
        onChange={({ target }) => onType(target.value)}
      />
    </div>
  );
}
