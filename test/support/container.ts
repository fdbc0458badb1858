import { spawnSync } from 'node:child_process';

/** Runs the command after it as process 1 of a pid namespace of its own, as a container does; it dies with this one. */
export const container = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

/** Not every system has the command, and it is not for every user. */
export const hasContainers = spawnSync(container[0], [...container.slice(1), 'true']).status === 0;
