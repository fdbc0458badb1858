// A process that takes and gives back locks as it is told on standard input, a JSON line each time, and answers with one.
// Its argument is the address of the compiled module file-lock.js.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const { lockFile } = await import(process.argv[2]);
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** A machine that shares the disk with this one, but not its locks. */
const elsewhere = { machine: 'another', openLocked: (path) => open(path, constants.O_RDWR | constants.O_CREAT) };

/** Leaves the lock file of a process of an earlier version that was killed in this container and remains as a zombie. */
async function leaveEarlierLock(path) {
  // The shell becomes a program that waits for no child.
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number((await once(createInterface({ input: shell.stdout }), 'line'))[0]);
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const startedAt = `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  await writeFile(path, JSON.stringify({ pid, startedAt, token: 'theirs' }));
  process.kill(pid, 'SIGKILL');
}

let lock;
say({ pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  const { order, path, options } = JSON.parse(line);
  try {
    if (order === 'take') lock = await lockFile(path, 'It', options?.elsewhere ? { system: elsewhere } : options);
    if (order === 'check') lock.assertHeld();
    if (order === 'release') await lock.release();
    if (order === 'leave earlier lock') await leaveEarlierLock(path);
    say({ done: true });
  } catch ({ name, message }) {
    say({ done: false, name, message });
  }
}
