import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';

/** What the build and the service call, besides Node.js and npm. */
const programs = ['sh', 'env', 'cat', 'mkdir', 'sleep', 'flock'];

/** Certificates that npm trusts on this machine besides. */
const { NODE_EXTRA_CA_CERTS: authorities } = process.env;

export const baseEnvironment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  ...(authorities && { NODE_EXTRA_CA_CERTS: authorities }),
};

/**
 * Fills a directory with what of this machine a stand-in for the image of Node.js needs: for machines that reach no
 * registry of images.
 */
export function copyBase(directory) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(directory, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(directory, name));
  }
  for (const name of ['dev', 'etc/ssl', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/local/bin', 'usr/local/lib']) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  const found = programs.map((name) => ({ from: pathOf(name), to: join('usr/bin', name) }));
  for (const { from, to } of [...found, { from: process.execPath, to: 'usr/local/bin/node' }]) {
    cpSync(realpathSync(from), join(directory, to));
    for (const library of librariesOf(from)) cpSync(realpathSync(library), join(directory, inUsr(library)));
  }
  const npm = join(dirname(dirname(realpathSync(process.execPath))), 'lib/node_modules/npm');
  cpSync(npm, join(directory, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(directory, 'usr/local/bin/npm'));
  cpSync('/etc/ssl/certs', join(directory, 'etc/ssl/certs'), { recursive: true, dereference: true });
  if (authorities) cpSync(realpathSync(authorities), join(directory, authorities));
  // The users of the image, with homes in it.
  writeFileSync(join(directory, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n');
  writeFileSync(join(directory, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
}

const pathOf = (program) => execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();

function librariesOf(program) {
  const output = execFileSync('ldd', [realpathSync(program)], { encoding: 'utf8' });
  return output.split('\n').flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

/** `/lib` is a link to `/usr/lib` in the copy, whatever it is here. */
function inUsr(library) {
  const path = join(realpathOfFolder(library), basename(library));
  return path.startsWith('/usr/') ? path : `/usr${path}`;
}

const realpathOfFolder = (file) => realpathSync(dirname(file));
