/**
 * The idempotency key of one form. If the API gets the same request with the same key, it returns the first outcome; a
 * different request with that key gets an error. So the key is kept for retries, also if no answer came, because the first
 * request may have arrived. A request that was changed after an answer gets a new key.
 */
export class IdempotencyKey {
  #key: string;
  #answered: string | undefined;

  /** @param key that of a request that was sent before the page was loaded again. */
  constructor(key: string = crypto.randomUUID()) {
    this.#key = key;
  }

  /** The key for a request. @param request any text that is the same for the same request. */
  for(request: string): string {
    if (this.#answered !== undefined && this.#answered !== request) {
      this.#key = crypto.randomUUID();
      this.#answered = undefined;
    }
    return this.#key;
  }

  /** To be called when the outcome of this request is known. */
  answered(request: string): void {
    this.#answered = request;
  }
}
