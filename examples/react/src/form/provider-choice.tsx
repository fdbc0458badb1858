import type { Provider, ProviderMode } from '../generated/operations';
import type { ProviderInfo } from './field';
import { FieldGroup } from './field-group';
import { fieldsOf } from './fields-of';
import { Stacked } from './stacked';
import { needsOf } from './words';

const modes: Readonly<Record<ProviderMode, string>> = { EMULATED: 'Emulated', TEST: 'Test', LIVE: 'Live' };

interface ProviderChoiceProps {
  readonly providers: readonly ProviderInfo[];
  readonly chosen: ProviderInfo;
  readonly account: string;
  readonly onChoose: (provider: Provider) => void;
  readonly onChooseAccount: (account: string) => void;
}

export function ProviderChoice({ providers, chosen, account, onChoose, onChooseAccount }: ProviderChoiceProps) {
  const needs = (provider: ProviderInfo): string => {
    const own = provider.accounts.find(({ name }) => provider === chosen && name === account);
    return needsOf(provider, fieldsOf(provider, providers, own?.required));
  };
  return (
    <FieldGroup heading="Payment provider" note="Where to create the customer." notes={[]}>
      <div className="field span-6">
        <div className="choices">
          {providers.map((provider) => (
            <label key={provider.provider} className="choice">
              <input
                type="radio"
                name="provider"
                value={provider.provider}
                checked={provider === chosen}
                disabled={provider.accounts.length === 0}
                onChange={() => onChoose(provider.provider)}
              />
              <span>{provider.title}</span>
              <small>{stateOf(provider)}</small>
            </label>
          ))}
        </div>
        <Stacked id="needs" className="hint" texts={providers.map(needs)} shown={needs(chosen)} />
      </div>
      {/* For all, also where there is nothing to choose, so that the fields below do not move. */}
      {providers.some(({ accounts }) => accounts.length > 1) && (
        <div className="field span-6">
          <label htmlFor="account">Merchant account</label>
          <select id="account" value={account} onChange={({ target }) => onChooseAccount(target.value)}>
            {chosen.accounts.map(({ name, mode }) => (
              <option key={name} value={name}>
                {name} ({modes[mode]})
              </option>
            ))}
          </select>
        </div>
      )}
    </FieldGroup>
  );
}

/** What most matters about a provider before it is chosen. */
function stateOf({ accounts }: ProviderInfo): string {
  if (accounts.length === 0) return 'Not set up';
  if (accounts.every(({ circuit }) => circuit === 'OPEN')) return 'In trouble';
  return [...new Set(accounts.map(({ mode }) => modes[mode]))].join(', ');
}
