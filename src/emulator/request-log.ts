/** A request as it reached an emulated provider. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as the provider's own host would see them, e.g. `/customers?email=a%40example.com`. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes that were sent, read as UTF-8. */
  readonly body: string;
  /** When its last byte arrived. */
  readonly at: Date;
}

export interface RequestLog {
  add(request: RecordedRequest): void;
  /** Oldest first. */
  list(): readonly RecordedRequest[];
}

/** Remembers the last `capacity` requests. */
export function createRequestLog(capacity: number): RequestLog {
  const ring: RecordedRequest[] = [];
  let next = 0;
  return {
    add(request) {
      ring[next] = request;
      next = (next + 1) % capacity;
    },
    list: () => [...ring.slice(next), ...ring.slice(0, next)],
  };
}
