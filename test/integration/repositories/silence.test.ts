import { connect, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/repositories/database.js';

const server = process.env.TEST_DATABASE_URL;

test.skipIf(!server)('a database that falls silent is given up, and taken up again', { timeout: 30_000 }, async () => {
  const target = new URL(server ?? '');
  const upstreamPort = Number(target.port || 5432);
  const upstreamHost = target.hostname;
  let frozen = false;
  let open = 0;
  const held: Socket[] = [];
  const proxy = createServer((client) => {
    open += 1;
    const upstream = connect(upstreamPort, upstreamHost);
    const pass = (to: Socket) => (data: Buffer) => {
      if (frozen) held.push(to);
      else to.write(data);
    };
    client.on('data', pass(upstream)).on('error', () => upstream.destroy());
    upstream.on('data', pass(client)).on('error', () => client.destroy());
    client.on('close', () => {
      open -= 1;
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  target.hostname = '127.0.0.1';
  target.port = String(typeof address === 'object' && address ? address.port : 0);
  const database = await openDatabase({ url: target.toString(), poolSize: 2 });
  // Both connections are there, and idle, when the silence begins.
  await Promise.all([database.ping(), database.migrationsPending()]);
  expect(open).toBe(2);
  frozen = true;
  const givenUp = { name: 'DatabaseError', kind: 'unavailable' };
  await Promise.all([
    expect(database.ping()).rejects.toMatchObject(givenUp),
    expect(database.migrationsPending()).rejects.toMatchObject(givenUp),
  ]);
  // A connection that owes an answer is closed: the next statement would be given that answer.
  await vi.waitFor(() => expect(open).toBe(0));
  expect(held.length).toBeGreaterThan(0);
  frozen = false;
  await Promise.all([database.ping(), database.migrationsPending()]);
  await database.close();
  proxy.close();
});
