import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.js';
import { ConfigError, readConfig } from './config/config.js';
import { safeToLog } from './domain/safe-error.js';
import { createLog } from './log.js';
import { reloadOnHangup } from './reload.js';
import { logWhenReady } from './startup-log.js';

/**
 * How long a process still listens after SIGTERM while `/readyz` answers 503, in milliseconds, so that load balancers
 * notice before connections are refused. SIGINT stops at once, because somebody at a keyboard waits.
 */
const noticeMs = 1_000;

/** How long accepted requests may take to finish after the signal to stop, in milliseconds. */
const drainMs = 25_000;

async function main(): Promise<void> {
  const config = readConfig();
  const { production, logLevel: level, logFormat: format } = config;
  const app = await createApp(config, await createLog({ level, format, production }), () => process.exit(1));
  const { server } = app;

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // A second signal ends the process at once: creations in flight are on record, and recovery finishes them.
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
  reloadOnHangup(app, config);

  // First, as whoever watches asks from the start.
  await app.admin?.listen({
    host: config.host,
    port: config.adminPort,
    listenTextResolver: (address) => `probes and metrics are at ${address}`,
  });
  const address = await server.listen({
    host: config.host,
    port: config.port,
    listenTextResolver: (address) => `connections are taken at ${address}`,
  });
  await logWhenReady(app, config, address);
}

main().catch((error: unknown) => {
  // Wrong settings, a port in use, a locked directory: the message is enough, and a stack would only hide it.
  const text = error instanceof ConfigError ? `Wrong settings: ${error.message}` : (error as Error).message;
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const remedy = '. Stop what uses the port, or set PORT or ADMIN_PORT, whichever it is, to another one.';
  process.stderr.write(`${text}${isTaken ? remedy : ''}\n`);
  process.exit(1);
});
