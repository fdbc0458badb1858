import process from 'node:process';
import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';
import { safeToLog } from './domain/safe-error.js';

/** `auto`: lines for people on a terminal, unless in production; JSON everywhere else. */
export const logFormats = ['auto', 'pretty', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

export interface LogOptions {
  readonly level: string;
  readonly format: LogFormat;
  readonly production: boolean;
}

/**
 * The log of a process, on standard output: one JSON object a line, or lines for people. The package that makes the
 * latter is loaded only for them.
 */
export async function createLog(
  { level, format, production }: LogOptions,
  output: DestinationStream & { readonly isTTY?: boolean } = process.stdout,
): Promise<Logger> {
  const isPretty = format === 'auto' ? output.isTTY === true && !production : format === 'pretty';
  if (!isPretty) return output === process.stdout ? pino({ level }) : pino({ level }, output);
  const { isColorSupported, prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: output.isTTY === true && isColorSupported,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  });
  return pino({ level }, { write: (line) => output.write(pretty(line) ?? line) });
}

/**
 * The log for a web server. Bytes that are no HTTP are an error to it, which it logs at level `trace` with all that came:
 * secrets, tokens and data in it. Of its errors, only what nobody sent is logged.
 */
export const serverLog = (logger: FastifyBaseLogger): FastifyBaseLogger =>
  logger.child({}, { serializers: { err: (error) => ({ ...safeToLog(error), code: error?.code }) } });
