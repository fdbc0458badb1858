import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** The block size of tar archives: each file has one header block, followed by its content. */
const blockSize = 512;

const directoryType = '5';
const knownTypes = ['0', '', directoryType];

/**
 * Unpacks a tar archive, gzipped or not, of files and directories into a new directory that only this user can read.
 * PGlite can also unpack it, but more slowly, and only while it opens the database, when the directory can no longer be
 * renamed.
 */
export async function unpack(archive: Blob, directory: string): Promise<void> {
  const tar = await decompress(Buffer.from(await archive.arrayBuffer()));
  mkdirSync(directory, { mode: 0o700 });
  // The archive ends with blocks of zeros, or with its last file.
  for (let offset = 0; tar[offset]; ) {
    const header = tar.subarray(offset, offset + blockSize);
    const path = join(directory, textOf(header, 0, 100));
    const size = Number.parseInt(textOf(header, 124, 12), 8);
    const type = textOf(header, 156, 1);
    offset += blockSize;
    const valid = textOf(header, 257, 5) === 'ustar' && offset + size <= tar.length && knownTypes.includes(type);
    if (!valid) throw new Error('the archive is damaged or of an unknown kind');
    if (type === directoryType) {
      mkdirSync(path, { recursive: true });
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, tar.subarray(offset, offset + size));
      offset += Math.ceil(size / blockSize) * blockSize;
    }
  }
}

async function decompress(bytes: Buffer): Promise<Buffer> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return gzipped ? await promisify(gunzip)(bytes) : bytes;
}

/** A header field: text that ends at the first NUL or fills the field. */
function textOf(header: Buffer, start: number, length: number): string {
  const [text = ''] = header.toString('utf8', start, start + length).split('\0');
  return text;
}
