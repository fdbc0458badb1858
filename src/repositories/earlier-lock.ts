import { access, readdir, readFile, readlink, statfs } from 'node:fs/promises';
import { bootId, type EarlierRecord } from './lock-record.js';

/**
 * Judges the holder of a lock that an earlier version of this program took: it wrote its process id into the file, and
 * left the file behind when it was killed. In another container or on another machine the same id belongs to another
 * process. So a holder that is not found counts as `dead` only if it would have been found alive.
 */
export async function judgeEarlierHolder(
  { pid, startedAt }: EarlierRecord,
  path: string,
): Promise<'alive' | 'dead' | 'unknown'> {
  if (process.platform !== 'linux') return processExists(pid) ? 'unknown' : 'dead';
  const [boot, ticks] = startedAt.split(' ');
  const thisBoot = bootId();
  if (ticks === undefined || thisBoot === undefined) return 'unknown';
  if (boot !== thisBoot) return (await onLocalDisk(path)) ? 'dead' : 'unknown';
  const start = Number(ticks);
  const isHolder = (process: RunningProcess) => process.innerId === pid && process.start === start;
  const processes = await listProcesses();
  if (processes.some((process) => isHolder(process) && !process.ended)) return 'alive';
  const others = processes.filter((process) => !isHolder(process));
  return (await seesAllProcesses()) || (await wasOfThisContainer({ id: pid, start }, others)) ? 'dead' : 'unknown';
}

/** The start of this process in the form that earlier versions wrote; empty on systems other than Linux. */
export async function ownStart(): Promise<string> {
  const boot = bootId();
  const own = await readProcess('self');
  return boot === undefined || own === undefined ? '' : `${boot} ${own.start}`;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

interface RunningProcess {
  readonly id: number;
  /** Its id in its own container. */
  readonly innerId: number;
  /** In clock ticks since boot. */
  readonly start: number;
  /** A zombie, which no longer holds anything. */
  readonly ended: boolean;
}

/** The processes of this container and of containers inside it. */
async function listProcesses(): Promise<RunningProcess[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return (await Promise.all(ids.map(readProcess))).filter((found) => found !== undefined);
}

/** Undefined when there is no such process any more. */
async function readProcess(name: string): Promise<RunningProcess | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${name}/stat`, 'utf8'),
      readFile(`/proc/${name}/status`, 'utf8'),
    ]);
    const id = Number.parseInt(stat, 10);
    // The second field, the command's name in parentheses, may contain spaces. The third is the state, the 22nd the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const innerId = /^NSpid:.*?(\d+)$/m.exec(status)?.[1] ?? id;
    return { id, innerId: Number(innerId), start: Number(fields[19]), ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}

/** False inside a container, and where `/proc` hides the processes of other users. */
async function seesAllProcesses(): Promise<boolean> {
  try {
    await access('/proc/1/stat');
    return (await readlink('/proc/self/ns/pid')) === firstPidNamespace;
  } catch {
    return false;
  }
}

/** Linux gives this number to the namespace that the machine starts with. */
const firstPidNamespace = 'pid:[4026531836]';

/**
 * A container numbers its processes in order. So if the holder belonged to this container, every process with a lower id
 * started before it, the container's first process included, and every process with a higher id after it. A server that
 * was already running in another container when this container started does not fit in, nor does one that started in the
 * same clock tick, as it may have been there before.
 */
async function wasOfThisContainer(
  holder: { readonly id: number; readonly start: number },
  others: readonly RunningProcess[],
): Promise<boolean> {
  const seesItself = (await readlink('/proc/self')) === String(process.pid);
  return (
    seesItself &&
    others.some(({ id, start }) => id === 1 && start < holder.start) &&
    others.every(({ id, start }) => (id < holder.id ? start <= holder.start : id > holder.id && start >= holder.start))
  );
}

/** Whether the file is on a disk of this machine alone. A holder from another boot is then from before the last reboot. */
async function onLocalDisk(path: string): Promise<boolean> {
  return localFileSystems.has((await statfs(path)).type);
}

/** `f_type` of statfs(2): ext2 to ext4, XFS, Btrfs, F2FS, ZFS, tmpfs, and overlayfs, whose upper layer is one of them. */
const localFileSystems: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x01021994, 0x794c7630,
]);
