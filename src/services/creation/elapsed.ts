/**
 * Returns a function that tells the milliseconds since this call, by whichever of the process's two clocks shows more:
 * the monotonic one stops while the machine sleeps, and the wall clock may be set back.
 */
export function startTimer(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}
