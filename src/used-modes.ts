import { isDeepStrictEqual } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { AccountInMode } from './domain/creation.js';
import type { CreationStore } from './domain/creation-store.js';

/** In which modes the database has been used with the accounts of this process. */
export interface UsedModes {
  /** Records the present modes, unless that is done for these very accounts. @throws DatabaseError */
  record(): Promise<void>;
  /** Empty until they are recorded. */
  all(): readonly AccountInMode[];
}

export function usedModes(
  creations: Pick<CreationStore, 'useInModes'>,
  accountsNow: () => readonly AccountInMode[],
  logger: FastifyBaseLogger,
): UsedModes {
  let known: readonly AccountInMode[] = [];
  let recording: { readonly of: readonly AccountInMode[]; readonly done: Promise<void> } | undefined;
  async function record(accounts: readonly AccountInMode[]): Promise<void> {
    known = await creations.useInModes(accounts);
    for (const { provider, account, mode } of accounts) {
      const others = known.filter((at) => at.provider === provider && at.account === account && at.mode !== mode);
      if (others.length === 0) continue;
      const names = others.map((at) => at.mode).join(' and ');
      logger.warn(
        `provider ${provider}, account ${account}: this database was used in ${names} mode before; customers created ` +
          `there are not visible in ${mode} mode`,
      );
    }
  }
  return {
    record() {
      const accounts = accountsNow();
      if (recording && isDeepStrictEqual(recording.of, accounts)) return recording.done;
      const done = record(accounts).catch((error: unknown) => {
        if (recording?.done === done) recording = undefined;
        throw error;
      });
      recording = { of: accounts, done };
      return done;
    },
    all: () => known,
  };
}
