import { describe } from 'vitest';
import { describeMatrix } from './support/describe-matrix.js';
import { openPgliteStore } from './support/pglite-store.js';

describe('on the embedded database', () => {
  describeMatrix(openPgliteStore);
});
