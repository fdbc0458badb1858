/**
 * A `createCustomer` request as the provider's own page shows it, or, where it shows none, made of the values that its
 * page gives as examples; and what comes of it at the emulator. `test/fixtures/<document>/examples.ts` has a provider's,
 * the first of them a success; each finds what those before it left behind.
 */
export interface DocumentedExample {
  readonly title: string;
  /** Written down a second time, so that the document cannot be wrong unnoticed. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it is sent, word for word. */
  readonly body: string;
  readonly status: number;
  /** The part of the answer that the page tells of; may hold Vitest's matchers. */
  readonly answer: object;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
