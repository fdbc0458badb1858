import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Config, readConfig } from '../../../src/config/config.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const version = (JSON.parse(read('package.json')) as { version: string }).version;

/** A file's documents, as the tools read it that it is for: they know merges and octal numbers. */
export const parseYaml = (path: string): unknown[] =>
  parseAllDocuments(read(path), { version: '1.1', uniqueKeys: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message}`);
    return document.toJS();
  });

/**
 * The configuration of a process that is started as a manifest says: with the image's own settings, and with files in the
 * place of those that it would find in its container.
 *
 * @param files what is in them, by their paths in the container.
 */
export function configurationOf(settings: Record<string, string>, files: Record<string, string>): Config {
  const folder = mkdtempSync(join(tmpdir(), 'deploying-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const here = Object.entries(settings).map(([name, value], index) => {
    if (!name.endsWith('_FILE')) return [name, value];
    const content = files[value];
    if (content === undefined) throw new Error(`${name}: nothing is mounted at ${value}`);
    const path = join(folder, String(index));
    writeFileSync(path, content);
    return [name, path];
  });
  return readConfig({ ...imageSettings(), ...Object.fromEntries(here) });
}

/** What `ENV` in the Dockerfile says. */
export function imageSettings(): Record<string, string> {
  const [, line = ''] = /^ENV (.+)$/m.exec(read('Dockerfile')) ?? [];
  return Object.fromEntries(line.split(' ').map((each) => each.split('=') as [string, string]));
}
