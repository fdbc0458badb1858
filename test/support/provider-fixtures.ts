import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderDefinition } from '../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { ProviderContract } from '../contract/provider-contract.js';

/** For each provider of the registry its title, its definition, and the test data in its `contract.ts`. */
export const contracts = await Promise.all(
  providerDefinitions.map(async (definition) => {
    const contract = await readFixture<ProviderContract>(definition, 'contract', 'its inputs, refusals and answers');
    return [definition.title, definition, contract] as const;
  }),
);

/** Throws for a name that is not in the registry. */
export function contractOf(provider: string): ProviderContract {
  const found = contracts.find(([, { name }]) => name === provider);
  if (!found) throw new Error(`There is no provider ${provider}`);
  return found[2];
}

/**
 * Imports the export `<name>` of `test/fixtures/<document>/<name>.ts`.
 *
 * @param content what the file contains, for the message to whoever adds a provider and lacks it.
 */
export async function readFixture<Fixture>(
  { title, document }: ProviderDefinition,
  name: string,
  content: string,
): Promise<Fixture> {
  const file = `fixtures/${document}/${name}.ts`;
  const url = new URL(`../${file}`, import.meta.url);
  if (!existsSync(url)) throw new Error(`${title} needs test/${file} with ${content}; see docs/adding-a-provider.md`);
  const module: Readonly<Record<string, Fixture | undefined>> = await import(/* @vite-ignore */ fileURLToPath(url));
  const fixture = module[name];
  if (fixture === undefined) throw new Error(`test/${file} exports no ${name}`);
  return fixture;
}
