import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Runs commands as an engine does that was told `--read-only --user … --cap-drop ALL --security-opt no-new-privileges`:
 * as process 1, in the image's root file system, which is mounted read-only. The network is this machine's.
 */
export function contained({ root, configuration }) {
  const fromImage = Object.fromEntries(configuration.Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
  const [uid, gid] = configuration.User.split(':');
  const running = new Set();

  /** @param writable path in the image where there is room in memory, as with `--tmpfs`. */
  function start(command, { env = {}, writable, files = {} } = {}) {
    const script = [
      'set -e',
      `mount --bind ${root} ${root}`,
      `mount -t proc proc ${root}/proc`,
      `mount -t tmpfs -o mode=0755 tmpfs ${root}/dev`,
      `for each in null zero random urandom; do touch ${root}/dev/$each; mount --bind /dev/$each ${root}/dev/$each; done`,
      `mount -t tmpfs -o mode=0755 tmpfs ${root}/run`,
      // As secrets are mounted: the folder of the file on the left is the one on the right.
      ...Object.entries(files).map(([from, to]) => `mkdir -p ${root}${to}; mount --bind -o ro ${from} ${root}${to}`),
      ...(writable ? [`mount -t tmpfs -o uid=${uid},gid=${gid},mode=0700 tmpfs ${root}${writable}`] : []),
      `mount -o remount,bind,ro ${root}`,
      'cd /',
      `exec setpriv --no-new-privs /usr/sbin/chroot --userspec=${uid}:${gid} ${root} env --chdir=${configuration.WorkingDir} "$@"`,
    ].join('\n');
    const unshare = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...command];
    const child = spawn('unshare', unshare, { env: { ...fromImage, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    return {
      output: () => output,
      signal: (name) => process.kill(first(child), name),
      /** Resident memory of its process 1, in MB. */
      memory: () => Math.round(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${first(child)}/status`, 'utf8'))[1] / 1024),
      async exited() {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        return child.exitCode ?? child.signalCode;
      },
    };
  }

  return {
    start,
    async run(command, options) {
      const started = start(command, options);
      return { code: await started.exited(), output: started.output() };
    },
    /** Ends whatever still runs. */
    end() {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}

/** Process 1 of the container, which is the only child of `unshare`. */
const first = ({ pid }) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
