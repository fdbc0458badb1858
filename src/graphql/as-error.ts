/** What was thrown, as the executor wants it: anything can be. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('Something that is no error was thrown');
