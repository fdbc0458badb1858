import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import { safeToLog } from './domain/safe-error.js';
import { databaseTrouble } from './readiness.js';
import type { Database } from './repositories/database.js';

/** Logs which database is used and which providers are emulated. */
export function logConfiguration(
  { accounts, databaseUrl, dataDir, production, tokens }: Config,
  logger: FastifyBaseLogger,
): void {
  logger.info(databaseUrl ? 'database: PostgreSQL' : `database: embedded, in ${dataDir}`);
  if (production && !databaseUrl) {
    logger.warn(
      'no DATABASE_URL: the embedded database serves a single process, and may lose data when the power fails',
    );
  }
  if (tokens) logger.info(`tokens: issued by ${tokens.issuer}, for ${tokens.audience}`);
  if (accounts.length === 0) logger.warn('no provider is configured: no customer can be created');
  for (const { definition, account, mode } of accounts) {
    const note = mode === 'EMULATED' ? '; no credentials, so the built-in emulator answers on this machine' : '';
    logger.info(`provider ${definition.name}, account ${account}: ${mode}${note}`);
  }
}

/** Logs why the process is not ready and what to do about it; otherwise only failing requests would show it. */
export async function logTrouble(database: Database, logger: FastifyBaseLogger): Promise<void> {
  let cause: ReturnType<typeof safeToLog> | undefined;
  const trouble = await databaseTrouble(database, (error) => {
    cause = safeToLog(error);
  });
  if (trouble === undefined) return;
  const remedy = trouble.startsWith('migrations') ? '; `npm run db:migrate` applies them' : '';
  logger.warn({ ...cause }, `not ready: ${trouble}${remedy}`);
}
