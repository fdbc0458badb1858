import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config/config.js';
import type { ProviderMode } from './domain/provider-mode.js';
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
  logger.info(`providers: ${modesOf(accounts)}`);
  if (accounts.length === 0) {
    const emulated = production ? '' : ', or EMULATOR=all';
    logger.warn(`no customer can be created: set a provider's credentials${emulated}; README.md lists them`);
  }
}

const modes: readonly ProviderMode[] = ['LIVE', 'TEST', 'EMULATED'];

/** `LIVE: A, A (eu); EMULATED by this process: B`, with the names of providers. */
export function modesOf(accounts: Config['accounts']): string {
  if (accounts.length === 0) return 'none';
  return modes
    .flatMap((mode) => {
      const names = accounts
        .filter((each) => each.mode === mode)
        .map(({ definition: { name }, account }) => (account === 'default' ? name : `${name} (${account})`));
      return names.length === 0 ? [] : [`${mode}${mode === 'EMULATED' ? ' by this process' : ''}: ${names.join(', ')}`];
    })
    .join('; ');
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

/** How often a process that is not ready looks again, in milliseconds. */
const lookAgainMs = 1_000;

/** Logs where the server is and what to open, but not before it can do its work, nor when it is about to stop. */
export async function logWhenReady(
  app: { notReady(): Promise<string | undefined>; readonly server: { readonly log: FastifyBaseLogger } },
  { graphiql }: Pick<Config, 'graphiql'>,
  address: string,
): Promise<void> {
  let reason = await app.notReady();
  while (reason !== undefined) {
    if (reason === 'draining') return;
    await sleep(lookAgainMs, undefined, { ref: false });
    reason = await app.notReady();
  }
  const page = graphiql ? `; open ${address}/ in a browser for GraphiQL, with examples` : '';
  app.server.log.info(`ready: GraphQL at ${address}/graphql${page}`);
}
