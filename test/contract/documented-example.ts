/**
 * A `createCustomer` request from the provider's own documentation, and the emulator's answer to it. If the
 * documentation shows no whole request, it is made of the example values there. `test/fixtures/<document>/examples.ts`
 * lists those of a provider. The first one must succeed. They are sent in order, to one emulator.
 */
export interface DocumentedExample {
  readonly title: string;
  /** Repeated here, so that a wrong path in the OpenAPI document makes a test fail. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text that is sent. */
  readonly body: string;
  readonly status: number;
  /** The part of the answer that the documentation shows; may contain Vitest's matchers. */
  readonly answer: object;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
