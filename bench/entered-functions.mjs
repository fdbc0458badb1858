import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} EnteredFunction
 * @property {string} name As V8 knows it; `(anonymous)` for a function without a name.
 * @property {number} line Where it begins in the compiled file, from 1.
 * @property {number} calls
 *
 * @typedef {object} EnteredFile
 * @property {string} file Relative to the folder, with slashes.
 * @property {EnteredFunction[]} functions In the order of the file.
 */

/**
 * Starts counting calls of functions in this process. V8 counts precisely from then on, also for code that it has already
 * optimized.
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
     * What was entered since the last call of this method, by file.
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
