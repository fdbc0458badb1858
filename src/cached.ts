import { performance } from 'node:perf_hooks';

/**
 * Remembers what a function resolved to, for a while, and lets callers that come meanwhile wait for the same call: however
 * often it is asked, it does its work once. A failure is not remembered.
 */
export function cached<Value>(read: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let until = Number.NEGATIVE_INFINITY;
  let last: Promise<Value> | undefined;
  return () => {
    if (last !== undefined && performance.now() < until) return last;
    const reading = read().then(
      (value) => {
        until = performance.now() + forMs;
        return value;
      },
      (error: unknown) => {
        last = undefined;
        throw error;
      },
    );
    until = Number.POSITIVE_INFINITY;
    last = reading;
    return reading;
  };
}
