/** How long a scrape waits for the database, in milliseconds; Prometheus waits ten seconds for a scrape by default. */
const patienceMs = 3_000;

/** Undefined if it fails, or takes longer than a scrape should. */
export async function orUndefined<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([reading, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
