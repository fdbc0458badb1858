import type { Creation } from '../../domain/creation.js';
import type { ProviderFailure, ProviderWords } from '../../domain/provider-failure.js';
import type { CreationReport } from '../dependencies.js';

type Reported = Pick<Creation, 'id' | 'provider' | 'account' | 'mode' | 'attempts'> & { readonly requestId?: string };
type Cause = ProviderWords & { readonly kind: ProviderFailure['kind']; readonly reason?: string };

/** What the log is to say of a creation that did not succeed: of the provider's words only those that name no person. */
export function creationReport(
  { id, provider, account, mode, attempts, requestId }: Reported,
  state: CreationReport['state'],
  { kind, reason, httpStatus, providerCode }: Cause,
): CreationReport {
  return {
    creationId: id,
    provider,
    account,
    mode,
    state,
    kind,
    reason,
    httpStatus,
    providerCode,
    attempts,
    requestId,
  };
}
