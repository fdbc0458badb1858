import process from 'node:process';
import { providerDefinitions } from '../datasources/registry.js';
import { createLog } from '../log.js';
import { startEmulator } from './emulator.js';

/** Runs the emulator alone: `EMULATOR_PORT` (4010), `DATA_DIR` (.data), `LOG_LEVEL` (info; debug shows every request). */
async function main(): Promise<void> {
  const { EMULATOR_PORT = '4010', DATA_DIR = '.data', LOG_LEVEL = 'info' } = process.env;
  const port = Number(EMULATOR_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('EMULATOR_PORT must be a port number');

  const emulator = await startEmulator({
    providers: providerDefinitions,
    dataDir: DATA_DIR,
    port,
    log: await createLog({ level: LOG_LEVEL, format: 'auto', production: false }),
  });
  const settings = providerDefinitions.flatMap(({ name, settings }) => [
    `${name}_BASE_URL=${emulator.baseUrl(name)}`,
    ...settings.flatMap((setting) => (setting.emulated ? [`${name}_${setting.name}=${setting.emulated}`] : [])),
  ]);
  process.stdout.write(`Emulated payment providers on ${emulator.url}. To use them:\n${settings.join('\n')}\n`);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      emulator.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
