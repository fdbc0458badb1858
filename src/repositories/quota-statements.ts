/** `reserve` has these parameters: the key; requests in any one window, at most 100; the window; the longest wait. Times are in milliseconds. */
const [key, requests, windowMs, maxWaitMs] = ['$1', '$2::integer', '$3', '$4'] as const;

const milliseconds = (value: string) => `${value}::double precision * interval '1 millisecond'`;

const now = 'EXCLUDED.reserved[1]';

/** Nobody waits this long: such times are from before the database's clock was set back. */
const known = `CASE WHEN q.reserved[cardinality(q.reserved)] > ${now} + interval '5 minutes' THEN '{}' ELSE q.reserved END`;

/** Now, or one window after the request that many before it; never before the last one that was given out. */
const next = `(SELECT greatest(${now}, k.reserved[cardinality(k.reserved)],
        k.reserved[cardinality(k.reserved) + 1 - ${requests}] + ${milliseconds(windowMs)}) FROM (SELECT ${known} AS reserved) AS k)`;

const isSoon = `${next} <= ${now} + ${milliseconds(maxWaitMs)}`;

/**
 * Gives out the next sending time within a quota, a sliding window as in rate-limit.ts, if it comes soon enough. Whoever asks
 * at the same time waits for the row. Times are the database's, so processes need no common clock.
 *
 * @returns `granted`, and `wait_ms` until that time, or until the next one could be had.
 */
export const reserve = `-- quota.reserve
  INSERT INTO {provider_quota} AS q (key, reserved, granted) VALUES (${key}, ARRAY[clock_timestamp()], true)
  ON CONFLICT (key) DO UPDATE SET
    reserved = CASE WHEN ${isSoon}
      THEN ((${known}) || ${next})[greatest(1, cardinality(${known}) + 2 - ${requests}) :]
      ELSE q.reserved END,
    granted = ${isSoon}
  RETURNING granted,
    greatest(0, extract(epoch FROM
      greatest(reserved[cardinality(reserved)],
        CASE WHEN NOT granted THEN reserved[cardinality(reserved) + 1 - ${requests}] + ${milliseconds(windowMs)} END)
      - clock_timestamp()) * 1000)::double precision AS wait_ms`;
