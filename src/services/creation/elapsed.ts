/**
 * Returns a function that tells the milliseconds since this call, by whichever of the process's clocks says more: one stands still while the machine
 * sleeps, the other may be set back.
 */
export function startTimer(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}
