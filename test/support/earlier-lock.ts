import { readFile } from 'node:fs/promises';

/** What earlier versions wrote into their lock file: `startedAt` tells a process from an earlier one with the same id. */
export interface EarlierLock {
  readonly pid: number;
  readonly startedAt: string;
  readonly token: string;
}

/** The lock of a process that runs now; call it before the process ends. */
export async function earlierLockOf(pid: number): Promise<EarlierLock> {
  return { pid, startedAt: await startOf(pid), token: 'theirs' };
}

/** Empty on systems that do not say. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}
