import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderDefinition } from '../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { ProviderContract } from '../contract/provider-contract.js';

/** The registry's providers, each with its title and what the tests know of it. */
export const contracts = await Promise.all(
  providerDefinitions.map(async (definition) => {
    const contract = await readFixture<ProviderContract>(definition, 'contract', 'what it takes, refuses and answers');
    return [definition.title, definition, contract] as const;
  }),
);

/** Throws for a name that is not in the registry. */
export function contractOf(provider: string): ProviderContract {
  const found = contracts.find(([, { name }]) => name === provider);
  if (!found) throw new Error(`There is no provider ${provider}`);
  return found[2];
}

/** What `test/fixtures/<document>/<name>.ts` exports by that name; `says` completes the sentence for who lacks it. */
export async function readFixture<Fixture>(
  { title, document }: ProviderDefinition,
  name: string,
  says: string,
): Promise<Fixture> {
  const file = `fixtures/${document}/${name}.ts`;
  const url = new URL(`../${file}`, import.meta.url);
  if (!existsSync(url))
    throw new Error(`Add test/${file}, which says of ${title} ${says}; see docs/adding-a-provider.md`);
  const module: Readonly<Record<string, Fixture | undefined>> = await import(/* @vite-ignore */ fileURLToPath(url));
  const fixture = module[name];
  if (fixture === undefined) throw new Error(`test/${file} exports no ${name}`);
  return fixture;
}
