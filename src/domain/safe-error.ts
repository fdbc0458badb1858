/**
 * An error whose message and details contain nothing that a caller or a provider sent, so that they can be logged. Of any
 * other error, only the name is safe to log, because its message may quote any value.
 */
export abstract class SafeError extends Error {
  /** Details to log with the message. */
  get details(): Readonly<Record<string, unknown>> {
    return {};
  }
}

/** Something that an operator should look into. About a customer, its message has the provider's ids only. */
export class OperatorAlert extends SafeError {
  override readonly name = 'OperatorAlert';
}

/** The parts of a thrown value that are safe to log. */
export function safeToLog(thrown: unknown): { readonly error: string } & Readonly<Record<string, unknown>> {
  if (thrown instanceof SafeError) return { error: thrown.message, ...thrown.details };
  return { error: thrown instanceof Error ? thrown.name : typeof thrown };
}

/** The stack frames of an error, without the message at the top, which may have several lines. */
export function stackFrames(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return thrown.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
