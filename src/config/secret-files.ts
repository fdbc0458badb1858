import { readFileSync } from 'node:fs';
import type { Environment } from './reader.js';

const suffix = '_FILE';

/**
 * Settings may be given as files, which is how container platforms hand secrets over: `X_FILE` names the file that holds the
 * value of `X`. Returns the environment with these values.
 *
 * @param mayBeFile which settings may; another variable that ends in `_FILE` is left alone.
 * @param problems what is wrong; never with anything from a file.
 */
export function withSecretFiles(
  env: Environment,
  mayBeFile: (setting: string) => boolean,
  problems: string[],
): Environment {
  const values: Record<string, string> = {};
  for (const [name, path] of Object.entries(env)) {
    const setting = name.slice(0, -suffix.length);
    if (!name.endsWith(suffix) || !path?.trim() || !mayBeFile(setting)) continue;
    if (env[setting]?.trim()) {
      problems.push(`${setting} and ${name} are both set: use one of them`);
      continue;
    }
    try {
      values[setting] = readFileSync(path.trim(), 'utf8');
      if (values[setting].trim() === '') problems.push(`${name}: the file is empty`);
    } catch (error) {
      problems.push(`${name}: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
    }
  }
  return { ...env, ...values };
}
