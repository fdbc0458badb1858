/**
 * Milliseconds since it was started, by whichever of the process's clocks says more: one stands still while the machine
 * sleeps, the other may be set back.
 */
export function startStopwatch(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}
