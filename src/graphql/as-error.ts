/** Turns a thrown value, which may be anything, into the `Error` that the executor needs. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('A value other than an Error was thrown');
