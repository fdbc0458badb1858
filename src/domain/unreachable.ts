/** Ends an exhaustive switch: the compiler refuses a case that was forgotten. */
export class UnreachableCaseError extends Error {
  constructor(value: never) {
    super(`Unreachable case: ${JSON.stringify(value)}`);
  }
}
