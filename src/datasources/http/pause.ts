/** Resolves to true after `ms`, or to false as soon as the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (elapsed: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(elapsed);
    };
    const onAbort = (): void => settle(false);
    // Rounded up, because a timer drops the fraction and would fire too early.
    const timer = setTimeout(settle, Math.ceil(ms), true);
    signal.addEventListener('abort', onAbort);
  });
}
