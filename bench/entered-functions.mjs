import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} EnteredFunction
 * @property {string} name The name in V8; `(anonymous)` for a function without a name.
 * @property {number} line The line in the compiled file where it begins, from 1.
 * @property {number} calls
 *
 * @typedef {object} EnteredFile
 * @property {string} file Relative to the folder, with slashes.
 * @property {EnteredFunction[]} functions In the order of the file.
 */

/**
 * Starts counting function calls in this process. The counts are exact, also for code that V8 has optimized before.
 *
 * @param {URL} folder Only functions below it are reported. It ends with a slash.
 */
export async function countCalls(folder) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  return {
    /**
     * The functions entered since the last call of this method, by file.
     *
     * @param {(file: string) => boolean} isOfInterest
     * @returns {Promise<EnteredFile[]>}
     */
    async take(isOfInterest) {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      return result
        .filter(({ url }) => url.startsWith(folder.href) && isOfInterest(relative(url)))
        .map(({ url, functions }) => ({ file: relative(url), functions: enteredOf(url, functions) }))
        .filter(({ functions }) => functions.length > 0)
        .sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    stop: () => session.disconnect(),
  };

  /** @param {string} url */
  function relative(url) {
    return decodeURIComponent(url.slice(folder.href.length));
  }
}

/**
 * @param {string} url
 * @param {readonly import('node:inspector').Profiler.FunctionCoverage[]} functions
 * @returns {EnteredFunction[]}
 */
function enteredOf(url, functions) {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const lineAt = (/** @type {number} */ offset) => source.slice(0, offset).split('\n').length;
  // The first range of a function is its whole body; further ones are blocks within it.
  return functions
    .flatMap(({ functionName, ranges: [body] }) =>
      body !== undefined && body.count > 0
        ? [{ name: functionName || '(anonymous)', line: lineAt(body.startOffset), calls: body.count }]
        : [],
    )
    .sort((a, b) => a.line - b.line);
}
