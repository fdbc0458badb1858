export type Environment = Readonly<Record<string, string | undefined>>;

export interface Reader {
  /** Of all settings that were looked for. */
  readonly names: ReadonlySet<string>;
  text(name: string): string | undefined;
  oneOf<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value;
  integer(name: string, fallback: number, min: number, max: number): number;
  optionalInteger(name: string, min: number, max: number): number | undefined;
  number(name: string, max: number): number | undefined;
}

/** Treats an empty value as unset, because container tools pass on unset variables as empty ones. */
export function reader(env: Environment, problems: string[]): Reader {
  const names = new Set<string>();
  const text = (name: string) => {
    names.add(name);
    return env[name]?.trim() || undefined;
  };
  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name) === undefined ? fallback : Number(text(name));
    if (!Number.isInteger(value) || value < min || value > max) {
      problems.push(`${name} must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
  return {
    names,
    text,
    integer,
    optionalInteger: (name, min, max) => (text(name) === undefined ? undefined : integer(name, min, min, max)),
    oneOf(name, values, fallback) {
      const value = text(name) ?? fallback;
      const known = values.find((allowed) => allowed === value);
      if (known === undefined) problems.push(`${name} must be one of ${values.join(', ')}`);
      return known ?? fallback;
    },
    number(name, max) {
      const value = text(name) === undefined ? undefined : Number(text(name));
      if (value !== undefined && !(value > 0 && value <= max))
        problems.push(`${name} must be a number above 0, and at most ${max}`);
      return value;
    },
  };
}

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);

/** Or http on this machine, where nobody listens in. */
export const isHttps = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/** What two names have in common that differ by a slip. */
export const bare = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** What is sent in a header: a value that no header can have would fail every call, or mean something else to each client. */
export const unsendable = (value: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(value) ? undefined : 'only printable ASCII characters are allowed';
