import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Builds and looks at images with buildah, which needs no daemon; everything is kept in one directory. */
export function imageTools(directory) {
  const storage = [
    '--root',
    join(directory, 'storage'),
    '--runroot',
    join(directory, 'run'),
    '--storage-driver',
    'vfs',
  ];

  function buildah(args, { quiet = true } = {}) {
    const { status, error, stdout, stderr } = spawnSync('buildah', [...storage, ...args], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'],
      // Of its own temporary files too.
      env: { ...process.env, TMPDIR: directory },
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`buildah ${args[0]} ended with ${status}:\n${stdout}\n${stderr ?? ''}`);
    return stdout.trim();
  }

  return {
    /** Makes an image of what `fill` puts into a directory, with variables for whatever runs in it. */
    fromDirectory(name, fill, env) {
      const container = buildah(['from', 'scratch']);
      const root = buildah(['mount', container]);
      fill(root);
      for (const [key, value] of Object.entries(env)) buildah(['config', '--env', `${key}=${value}`, container]);
      buildah(['commit', '--quiet', container, name]);
      buildah(['rm', container]);
    },

    build(name, { context, file = 'Dockerfile', buildArgs = {}, volumes = [] }) {
      mkdirSync(directory, { recursive: true });
      const options = [
        ...Object.entries(buildArgs).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
        ...volumes.flatMap((volume) => ['--volume', volume]),
      ];
      // Docker's format, as OCI's has no HEALTHCHECK.
      const how = [
        '--format',
        'docker',
        '--isolation',
        'chroot',
        '--network',
        'host',
        '--pull-never',
        '--layers=false',
      ];
      buildah(['build', ...how, ...options, '--file', join(context, file), '--tag', name, context]);
    },

    /** The image's configuration, as the engine that runs it reads it. */
    configuration: (name) => JSON.parse(buildah(['inspect', '--type', 'image', name])).Docker.config,

    /** Takes the mounts away, so that the directory can be deleted. */
    remove: () => buildah(['rm', '--all']),

    /** Path of the image's root file system. */
    mount: (name) => buildah(['mount', buildah(['from', '--pull-never', name])]),
  };
}
