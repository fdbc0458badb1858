import { describe } from 'vitest';
import { describeMatrix } from './support/describe-matrix.js';
import { serverUrl, skipNote } from './support/postgres-server.js';
import { openPostgresStore } from './support/postgres-store.js';

describe.skipIf(serverUrl === undefined)('on PostgreSQL', () => {
  if (serverUrl === undefined) return skipNote('the crash matrix on PostgreSQL');
  const url = serverUrl;
  describeMatrix(() => openPostgresStore(url));
});
