/** Differences between two clocks up to this, in milliseconds, are ordinary. */
const toleranceMs = 5_000;

/**
 * Compares the database's clock with this process's two clocks. Leases, expiry and time limits use the database's clock;
 * when somebody sets it, they end too early or too late, and a creation could be sent twice.
 */
export interface Clocks {
  /** Milliseconds of the clock that nobody can set. */
  monotonic(): number;
  /**
   * Compares a reading of the database's clock with the previous one; the first is compared with the wall clock.
   *
   * @param askedAt `monotonic()` when the reading was requested.
   * @returns by how many milliseconds it was set forward, or back if negative; 0 when it was not.
   */
  jump(databaseTime: Date, askedAt: number): number;
  /** The earliest time that it may be now: by the database's clock, the wall clock, or the time since the start. */
  earliest(databaseTime: Date): Date;
  /** The latest time that it may be now. */
  latest(databaseTime: Date): Date;
}

interface ProcessClocks {
  /** Milliseconds since 1970; may be set. */
  wall(): number;
  /** Milliseconds since some moment; cannot be set. */
  monotonic(): number;
}

const processClocks: ProcessClocks = { wall: () => Date.now(), monotonic: () => performance.now() };

export function createClocks({ wall, monotonic }: ProcessClocks = processClocks): Clocks {
  const startedAt = wall() - monotonic();
  let offset = 0;
  const candidates = (databaseTime: Date) => [databaseTime.getTime(), wall(), startedAt + monotonic()];
  return {
    monotonic,
    jump(databaseTime, askedAt) {
      // The database read its clock at some moment between the question and now.
      const most = databaseTime.getTime() - startedAt - askedAt;
      const least = databaseTime.getTime() - startedAt - monotonic();
      const jumped = offset < least - toleranceMs || offset > most + toleranceMs;
      const expected = offset;
      offset = Math.min(Math.max(offset, least), most);
      return jumped ? offset - expected : 0;
    },
    earliest: (databaseTime) => new Date(Math.min(...candidates(databaseTime))),
    latest: (databaseTime) => new Date(Math.max(...candidates(databaseTime))),
  };
}
