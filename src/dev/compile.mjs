import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Beside `src/` and as deep, because the sources name files by paths from their own place. */
export const output = `${root}.dev`;

/**
 * Turns the sources into JavaScript, one file for each, without looking at types: that takes a fraction of a second.
 * With decorator metadata, which type-graphql reads.
 *
 * @returns the packages that the server loads before it is ready.
 */
export async function compile() {
  const bundle = await rolldown({
    cwd: root,
    input: 'src/main.ts',
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: (id) => !/^[./\0]|^src\/|^@oxc-project\/runtime/.test(id),
    treeshake: false,
    logLevel: 'warn',
  });
  try {
    const { output: chunks } = await bundle.write({
      dir: output,
      preserveModules: true,
      preserveModulesRoot: 'src',
      sourcemap: true,
    });
    return packagesOf(chunks);
  } finally {
    await bundle.close();
  }
}

function packagesOf(chunks) {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const reached = new Set(['main.js']);
  // A set also gives what is added to it while it is read.
  for (const file of reached) for (const imported of byFile.get(file)?.imports ?? []) reached.add(imported);
  return [...reached].filter((file) => !byFile.has(file));
}
