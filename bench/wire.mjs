/** @typedef {import('./customers.mjs').Customer} Customer */

export const json = { accept: 'application/json', 'content-type': 'application/json' };

/** @param {string} pair `user:password` */
export const basic = (pair) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

/** @param {Customer} customer */
export const fullName = ({ firstName, lastName }) => `${firstName} ${lastName}`;

/** @param {Customer['metadata']} entries */
export const toObject = (entries) => Object.fromEntries(entries.map(({ key, value }) => [key, value]));
