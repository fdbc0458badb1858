import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP port that leads to another one of this machine, and can be led elsewhere or nowhere: a network under control. */
export interface Relay {
  readonly port: number;
  /** Breaks all connections; new ones lead to this port, or are broken at once if there is none. */
  lead(port: number | undefined): void;
  close(): void;
}

export async function openRelay(to?: number): Promise<Relay> {
  let target = to;
  const sockets = new Set<Socket>();
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    if (target === undefined) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      // Broken connections are what these tests are about.
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lead(port) {
      target = port;
      breakAll();
    },
    close() {
      server.close();
      breakAll();
    },
  };
}
