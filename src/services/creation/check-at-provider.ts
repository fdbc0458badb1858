import type { Dependencies } from '../dependencies.js';
import { type CheckedInput, checkInput } from '../input/check-input.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';

/**
 * Checks an input as it is meant at each provider: the same at all of them, but for a telephone number without a country.
 * It is checked once for each country that the number may be of.
 */
export function checkAtProvider(
  { phoneCountry, dataSource }: Pick<Dependencies, 'phoneCountry' | 'dataSource'>,
  input: CreateCustomerInput,
): (provider: string, account: string) => CheckedInput {
  const byCountry = new Map<string | undefined, CheckedInput>();
  return (provider, account) => {
    const country = phoneCountry ?? dataSource(provider, account)?.phoneCountry;
    const checked = byCountry.get(country) ?? checkInput(input, { phoneCountry: country });
    byCountry.set(country, checked);
    return checked;
  };
}
