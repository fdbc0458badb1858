import type { Provider, ProviderMode } from '../generated/operations';
import type { ProviderInfo } from './field';

const modes: Readonly<Record<ProviderMode, string>> = { EMULATED: 'emulated', TEST: 'test', LIVE: 'live' };

interface ProviderChoiceProps {
  readonly providers: readonly ProviderInfo[];
  readonly chosen: ProviderInfo;
  readonly account: string;
  readonly onChoose: (provider: Provider) => void;
  readonly onChooseAccount: (account: string) => void;
}

export function ProviderChoice({ providers, chosen, account, onChoose, onChooseAccount }: ProviderChoiceProps) {
  const { accounts } = chosen;
  return (
    <fieldset className="group">
      <legend>Payment provider</legend>
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
            {provider.title}
            <small>{modesOf(provider)}</small>
          </label>
        ))}
      </div>
      {accounts.length > 1 && (
        <label className="account">
          Merchant account
          <select value={account} onChange={({ target }) => onChooseAccount(target.value)}>
            {accounts.map(({ name, mode }) => (
              <option key={name} value={name}>
                {name} ({modes[mode]})
              </option>
            ))}
          </select>
        </label>
      )}
      {accounts.some(({ name, circuit }) => name === account && circuit === 'OPEN') && (
        <p className="help">{chosen.title} has trouble at the moment; creating a customer may fail.</p>
      )}
    </fieldset>
  );
}

const modesOf = ({ accounts }: ProviderInfo): string =>
  [...new Set(accounts.map(({ mode }) => modes[mode]))].join(', ') || 'not configured';
