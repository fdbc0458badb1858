import process from 'node:process';

/** @type {(() => Promise<unknown>)[]} Clean-up steps of this program, run in reverse order. */
export const undo = [];

/**
 * Runs a program that starts processes and makes databases, and exits: once everything is undone, also after Ctrl-C.
 *
 * @param {() => Promise<void>} main
 */
export async function runProgram(main) {
  /** @type {Promise<never> | undefined} */
  let ending;
  const end = (/** @type {number} */ code) => {
    ending ??= cleanUp().then(() => process.exit(code));
    return ending;
  };
  process.on('SIGINT', () => end(130));
  process.on('SIGTERM', () => end(143));
  try {
    await main();
    await end(0);
  } catch (error) {
    // Errors that come while everything is being stopped are a consequence of that.
    if (ending === undefined) console.error(error);
    await end(1);
  }
}

/** @param {(() => Promise<unknown>)[]} undo */
async function cleanUp() {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    await step().catch((/** @type {Error} */ error) => console.error(`While cleaning up: ${error.message}`));
  }
}
