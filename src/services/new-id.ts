import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Bytes that one id takes. */
const idBytes = 16;
/** Drawn for many ids at once: each draw costs more than the rest of an id. */
const drawn = new Uint8Array(256 * idBytes);
let used = drawn.length;

/** A UUIDv7 (RFC 9562): time first, so that ids grow with time, to the millisecond; the rest is random. */
export function newId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const random = drawn.subarray(used, used + idBytes);
  used += idBytes;
  return v7({ random });
}
