import { readFileSync } from 'node:fs';
import type { Environment } from './reader.js';

/**
 * The environment, with the settings of the file that `SETTINGS_FILE` names, a line `NAME=value` for each. What the
 * environment itself sets goes before the file, as with Node's `--env-file`.
 *
 * @param problems what is wrong; never with anything from the file.
 */
export function withSettingsFile(env: Environment, problems: string[]): Environment {
  const path = env.SETTINGS_FILE?.trim();
  if (!path) return env;
  try {
    return { ...settingsIn(readFileSync(path, 'utf8'), problems), ...onlySet(env) };
  } catch (error) {
    problems.push(
      `SETTINGS_FILE: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    );
    return env;
  }
}

/**
 * Nothing; or `NAME=`, with a value in quotes that end in the line, or without quotes and `#`; then perhaps a comment. Own
 * code, because Node's `parseEnv` makes something of every line: it takes the next line for a part of a name, ends a value
 * at a `#` in it, or reads no further.
 */
const wholeLine =
  /^\s*(?:(?:export\s+)?(?<name>[A-Za-z_]\w*)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'#][^#]*?))?)?\s*(?:(?<!\S)#.*)?$/;

function settingsIn(text: string, problems: string[]): Environment {
  if (text.trim() === '') problems.push('SETTINGS_FILE: the file is empty');
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const matches = lines.map((line) => wholeLine.exec(line)?.groups);
  const wrong = matches.flatMap((match, index) => (match === undefined ? [index + 1] : []));
  if (wrong.length > 0) {
    problems.push(
      `SETTINGS_FILE: not NAME=value: line ${wrong.join(', ')} (quotes belong around a value with # or a quote in it)`,
    );
  }
  const settings = matches.flatMap((match) => {
    const { name, double, single, bare } = match ?? {};
    return name === undefined ? [] : [[name, double ?? single ?? bare ?? ''] as const];
  });
  const elsewhere = settings.flatMap(([name]) => (/^(OTEL_|PG[A-Z])/.test(name) ? [name] : []));
  if (elsewhere.length > 0) {
    // By OpenTelemetry's SDK and the database's driver.
    problems.push(`SETTINGS_FILE: ${elsewhere.join(', ')} would not be read here: set it in the environment`);
  }
  return Object.fromEntries(settings);
}

/** Container tools pass on unset variables as empty ones. */
const onlySet = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
