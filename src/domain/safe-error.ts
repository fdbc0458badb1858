/**
 * An error whose message and details hold nothing that a caller or a provider sent, so that they may be logged. Of any
 * other error only the name is safe: its message may quote any value.
 */
export abstract class SafeError extends Error {
  /** More to log beside the message. */
  get details(): Readonly<Record<string, unknown>> {
    return {};
  }
}

/** Something that an operator should see to. Its message holds nothing of a customer but the provider's ids. */
export class OperatorAlert extends SafeError {
  override readonly name = 'OperatorAlert';
}

/** What may be logged of whatever was thrown. */
export function safeToLog(thrown: unknown): { readonly error: string } & Readonly<Record<string, unknown>> {
  if (thrown instanceof SafeError) return { error: thrown.message, ...thrown.details };
  return { error: thrown instanceof Error ? thrown.name : typeof thrown };
}

/** Where an error came about, without its message, with which a stack begins and which may run over several lines. */
export function stackFrames(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return thrown.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
