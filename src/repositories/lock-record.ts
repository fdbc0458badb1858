import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What a lock file says about its holder. */
export interface LockRecord {
  /** Random, so that no other holder on any machine has the same. */
  readonly token: string;
  /** See {@link thisMachine}. */
  readonly machine: string;
  /** For people who look for the process. In a container this is usually the container's id. */
  readonly host: string;
  readonly pid: number;
  /** With it, earlier versions of this program respect the lock too: they know only `pid`, `startedAt` and `token`. */
  readonly startedAt: string;
}

/** What earlier versions of this program wrote. */
export type EarlierRecord = Omit<LockRecord, 'machine' | 'host'>;

export type LockContent =
  /** Empty: never held, or released. */
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly record: LockRecord }
  | { readonly kind: 'held by earlier version'; readonly record: EarlierRecord }
  | { readonly kind: 'unreadable' };

export function parseLock(text: string): LockContent {
  if (text === '') return { kind: 'free' };
  let record: Partial<LockRecord> | null;
  try {
    record = JSON.parse(text);
  } catch {
    return { kind: 'unreadable' };
  }
  if (typeof record?.pid !== 'number' || typeof record.startedAt !== 'string' || typeof record.token !== 'string') {
    return { kind: 'unreadable' };
  }
  return typeof record.machine === 'string'
    ? { kind: 'held', record: record as LockRecord }
    : { kind: 'held by earlier version', record: record as EarlierRecord };
}

/** All records have the same length, so that a single write replaces a whole record. */
export function serializeLock(record: LockRecord): string {
  return `${JSON.stringify(record).padEnd(1_023)}\n`;
}

/** The holder in words for the operator. */
export function describeHolder(content: LockContent): string {
  switch (content.kind) {
    case 'held':
      return `process ${content.record.pid} on ${content.record.host}`;
    case 'held by earlier version':
      return `process ${content.record.pid}`;
    default:
      return 'another process';
  }
}

/**
 * Identifies the running kernel: the same in all containers on it, and different after a reboot. Systems that have no
 * such id fall back to the host name. Taking one machine for two by mistake only delays a start by some seconds.
 */
export function thisMachine(): string {
  return bootId() ?? hostname();
}

/** Linux only. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
