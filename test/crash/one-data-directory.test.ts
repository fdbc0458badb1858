import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { container, hasContainers } from '../support/container.js';
import { run } from './support/process.js';
import { type CustomerInput, type ServerProcess, startServer } from './support/server-process.js';

const asha: CustomerInput = {
  firstName: 'Asha',
  lastName: 'Rao',
  email: 'asha.rao@example.com',
  phone: '+12025550143',
  reference: 'user-1042',
};

const places = [
  { where: 'on one machine', within: [], possible: true },
  { where: 'in two containers, process 1 of each', within: container, possible: hasContainers },
];

describe.each(places)('two servers on one data directory, $where', ({ within, possible }) => {
  let settings: { readonly DATA_DIR: string; readonly PORT: string };
  const servers: ServerProcess[] = [];
  const start = async () => {
    const server = await startServer(settings, { within });
    servers.push(server);
    return server;
  };
  beforeEach(async () => {
    settings = { DATA_DIR: await mkdtemp(join(tmpdir(), 'one-data-directory-')), PORT: '0' };
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill()));
    await rm(settings.DATA_DIR, { recursive: true, force: true });
  });

  test.skipIf(!possible)(
    'the second does not start while the first lives, and takes over when that is killed',
    async () => {
      const first = await start();
      expect(await first.createCustomer('STAX', asha)).toMatchObject({ created: true });

      for (const attempt of [1, 2]) {
        const second = run('main.js', settings, { within });
        expect(await second.exited, `attempt ${attempt}`).toEqual({ code: 1, signal: null });
        expect(second.output()).toMatch(/^The embedded database in \S+ is in use by process \d+ on \S+: end it first/m);
      }
      expect(await first.createCustomer('STAX', asha)).toMatchObject({ created: false });

      await first.kill();
      const third = await start();
      expect(await third.createCustomer('STAX', asha)).toMatchObject({ created: false });
    },
  );

  test.skipIf(!possible)('of several that start at once, one does', async () => {
    const contenders = Array.from({ length: 4 }, () => run('main.js', settings, { within }));
    const started = await Promise.all(
      contenders.map((one) =>
        one.says(/ready: GraphQL/).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(started.filter(Boolean)).toHaveLength(1);
    await Promise.all(contenders.map((one) => one.kill()));
  });

  test.skipIf(!possible)('a server ends by itself when its directory was deleted', async () => {
    const server = await start();
    await rm(settings.DATA_DIR, { recursive: true });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.output()).toContain('no longer belongs to this process');
  });
});
