/**
 * The idempotency key of one form. The API answers the same request under the same key with its first outcome, and
 * another request under that key with an error. So a key is kept for every retry, and also where no answer came,
 * because the first request may have arrived; a request that was changed after an answer gets a new one.
 */
export class IdempotencyKey {
  #key: string = crypto.randomUUID();
  #answered: string | undefined;

  /** The key to send a request with; `request` is any text that is the same for the same request. */
  for(request: string): string {
    if (this.#answered !== undefined && this.#answered !== request) {
      this.#key = crypto.randomUUID();
      this.#answered = undefined;
    }
    return this.#key;
  }

  /** It is known how this request ended. */
  answered(request: string): void {
    this.#answered = request;
  }
}
