import { mkdir, writeFile } from 'node:fs/promises';
import { plot } from './plot.mjs';

const folder = new URL('results/', import.meta.url);

/**
 * Writes what a run has measured: as JSON, as a drawing, and as a page with what it printed.
 *
 * @param {string} name
 * @param {{ runs: Parameters<typeof plot>[0] } & Record<string, unknown>} results
 * @param {readonly string[]} printed
 */
export async function writeResults(name, results, printed) {
  await mkdir(folder, { recursive: true });
  const write = (/** @type {string} */ kind, /** @type {string} */ text) =>
    writeFile(new URL(`${name}.${kind}`, folder), text);
  await write('json', `${JSON.stringify(results, undefined, 2)}\n`);
  await write('svg', plot(results.runs));
  const page = ['# What a run printed', '', `![the same, drawn](${name}.svg)`, '', '```', ...printed, '```', ''];
  await write('md', page.join('\n'));
  console.log(`\nWritten to bench/results/: ${name}.json, ${name}.svg and ${name}.md`);
}
