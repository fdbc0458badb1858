import process from 'node:process';

/**
 * Tells the process that started this one where GraphQL is served, and ends together with it.
 *
 * @param {string} url
 */
export function announce(url) {
  process.on('disconnect', () => process.exit());
  process.send?.({ url });
}
