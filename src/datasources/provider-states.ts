import type { AccountInMode } from '../domain/creation.js';
import type { InputPath } from '../domain/customer.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import type { AccountState, DataSources } from './data-sources.js';
import { type ProviderDescription, requiredBy } from './kit/describe.js';
import type { ProviderDefinition, ProviderSettings } from './provider-definition.js';
import { providerDefinitions } from './registry.js';

/** A provider as it is configured in this process, and how it is doing. */
export interface ProviderState extends ProviderDescription {
  readonly accounts: readonly {
    readonly name: string;
    readonly mode: ProviderMode;
    /** Other modes in which the database has been used with this account. */
    readonly otherModes: readonly ProviderMode[];
    readonly circuit: AccountState['circuit'];
    /** What this account requires in addition to what the provider requires, because of its settings. */
    readonly required: readonly InputPath[];
  }[];
}

export interface ConfiguredAccount {
  readonly definition: ProviderDefinition;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly settings: ProviderSettings;
}

/** Every provider of the registry, configured or not. */
export function providerStates(
  dataSources: Pick<DataSources, 'circuits' | 'describe'>,
  accounts: readonly ConfiguredAccount[],
  usedInModes: readonly AccountInMode[],
): ProviderState[] {
  const circuits = dataSources.circuits();
  const circuitOf = (provider: string, name: string) =>
    circuits.find((state) => state.provider === provider && state.account === name)?.circuit ?? 'CLOSED';
  return providerDefinitions.map((definition) => ({
    ...dataSources.describe(definition),
    accounts: accounts
      .filter((account) => account.definition === definition)
      .map(({ account: name, mode, settings }) => ({
        name,
        mode,
        otherModes: usedInModes
          .filter((used) => used.provider === definition.name && used.account === name && used.mode !== mode)
          .map((used) => used.mode),
        circuit: circuitOf(definition.name, name),
        required: requiredBy(definition, settings),
      })),
  }));
}
