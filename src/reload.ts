import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import type { App } from './app.js';
import { type Config, readConfig } from './config/config.js';

/**
 * On SIGHUP, reads the settings again and takes over the providers' accounts. Only where settings come from files: of any
 * other process the environment cannot change, and its terminal's hanging up ends it, as usual.
 */
export function reloadOnHangup(
  app: Pick<App, 'reload' | 'server'>,
  atStart: Config,
  read: () => Config = readConfig,
): void {
  if (!atStart.fromFiles) return;
  const { log } = app.server;
  process.on('SIGHUP', () => {
    try {
      const next = read();
      app.reload(next);
      log.info('SIGHUP: the accounts are those of the files now');
      if (!isDeepStrictEqual(withoutAccounts(next), withoutAccounts(atStart))) {
        log.warn('SIGHUP: settings other than those of providers have changed too; they take effect at the next start');
      }
    } catch (error) {
      log.error(`SIGHUP: nothing is changed: ${(error as Error).message}`);
    }
  });
}

const withoutAccounts = ({ accounts: _, ...others }: Config) => others;
