import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.js';
import { ConfigError, readConfig } from './config.js';
import { safeToLog } from './domain/safe-error.js';

/**
 * For this long, in milliseconds, a process told to stop still listens while `/readyz` says 503: those who send requests
 * here learn of it before connections are refused. Not for SIGINT, on which somebody at a keyboard waits.
 */
const noticeMs = 1_000;

/** How long accepted requests may take to finish once the process is told to stop, in milliseconds. */
const drainMs = 25_000;

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApp(config, undefined, () => process.exit(1));
  const { server } = app;

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // A second signal ends at once: what is under way is on record, and recovery finishes it.
    if (stopping) process.exit(1);
    stopping = true;
    server.log.info(`${signal}: finishing accepted requests`);
    app.drain();
    setTimeout(() => process.exit(0), drainMs).unref();
    sleep(signal === 'SIGTERM' ? noticeMs : 0)
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          server.log.error(safeToLog(error), 'stopping failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const address = await server.listen({ host: config.host, port: config.port });
  server.log.info(`ready: GraphQL at ${address}/graphql, GraphiQL at ${address}/`);
}

main().catch((error: unknown) => {
  // Settings, a taken port, a locked directory: the message says it all; a stack would only hide it.
  const text = error instanceof ConfigError ? `Wrong settings: ${error.message}` : (error as Error).message;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
