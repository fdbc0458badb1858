import { registerEnumType } from 'type-graphql';

/** Registers an enum from its values and their descriptions. */
export function describedEnum<Value extends string>(
  name: string,
  description: string,
  values: Record<Value, string>,
): Record<Value, Value> {
  const entries = Object.entries<string>(values);
  const type = Object.fromEntries(entries.map(([value]) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(entries.map(([value, text]) => [value, { description: text }])) as Record<
    Value,
    { description: string }
  >;
  registerEnumType(type, { name, description, valuesConfig });
  return type;
}
