import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP port that leads to another one of this machine, and can be led elsewhere or nowhere: a network under control. */
export interface Relay {
  readonly port: number;
  /** Breaks all connections; new ones lead to this port, or are broken at once if there is none. */
  lead(port: number | undefined): void;
  /** From now on, what clients send arrives so much later, in milliseconds. */
  slow(delayMs: number): void;
  close(): void;
}

export async function openRelay(to?: number): Promise<Relay> {
  let target = to;
  let delayMs = 0;
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
    }
    far.pipe(near);
    sendLate(near, far, () => delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lead(port) {
      target = port;
      breakAll();
    },
    slow(ms) {
      delayMs = ms;
    },
    close() {
      server.close();
      breakAll();
    },
  };
}

/** As a pipe, but each piece as late as the delay is when it comes, and never before an earlier one. */
function sendLate(from: Socket, to: Socket, delayMs: () => number): void {
  let lastDue = 0;
  from.on('data', (piece) => {
    lastDue = Math.max(lastDue, performance.now() + delayMs());
    const waitMs = lastDue - performance.now();
    if (waitMs <= 0) to.write(piece);
    else setTimeout(() => to.write(piece), waitMs);
  });
}
