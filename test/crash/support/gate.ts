import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a call to a provider is stopped. */
export interface Trap {
  readonly method: 'GET' | 'POST';
  /**
   * `request`: the request left the server, and nothing of it reaches the provider. `half-request`: the provider gets
   * only `share` of its bytes. `answer`: the provider has done its work and answered, and nothing of the answer reaches
   * the server.
   */
  readonly at: 'request' | 'half-request' | 'answer';
  /** Above 0 and below 1. */
  readonly share?: number;
}

/** A caught call. */
export interface Catch {
  /** Whether the call is stopped now: reached, and not given up by the server. */
  readonly holds: boolean;
}

/** A TCP proxy between the server and a provider that can stop a call for good. */
export interface Gate {
  /** In place of the URL that it leads to. */
  readonly url: string;
  /** Stops the next call with that method. */
  set(trap: Trap): Catch;
  /** Forgets a trap that caught nothing. */
  clear(): void;
  close(): void;
}

/** `target` has a host, a port and a path. One request at a time per connection, each with a length: as both sides do it. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  let set: { trap: Trap; caught: { holds: boolean } } | undefined;

  const server = createServer((client) => {
    const provider = connect(Number(port), hostname);
    const other = new Map([
      [client, provider],
      [provider, client],
    ]);
    let request = Buffer.alloc(0);
    let answer = Buffer.alloc(0);
    let held: { trap: Trap; caught: { holds: boolean } } | undefined;

    for (const socket of [client, provider]) {
      sockets.add(socket);
      // Ends that are cut are what these tests are about.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (held) held.caught.holds = false;
        sockets.delete(socket);
        other.get(socket)?.destroy();
      });
    }
    client.on('data', (chunk) => {
      request = Buffer.concat([request, chunk]);
      const length = messageLength(request);
      if (length === undefined || request.length < length) return;
      if (set !== undefined && request.toString('latin1', 0, 5).startsWith(`${set.trap.method} `)) {
        held = set;
        set = undefined;
      }
      const bytes = held ? passed(held.trap, request) : request;
      if (bytes.length > 0) provider.write(bytes);
      if (held && held.trap.at !== 'answer') held.caught.holds = true;
      request = Buffer.alloc(0);
    });
    provider.on('data', (chunk) => {
      if (!held) {
        client.write(chunk);
        return;
      }
      answer = Buffer.concat([answer, chunk]);
      const length = messageLength(answer);
      if (length !== undefined && answer.length >= length) held.caught.holds = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    set(trap) {
      set = { trap, caught: { holds: false } };
      return set.caught;
    },
    clear() {
      set = undefined;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function passed({ at, share = 0.5 }: Trap, request: Buffer): Buffer {
  if (at === 'answer') return request;
  return request.subarray(0, at === 'request' ? 0 : Math.max(1, Math.floor(request.length * share)));
}

/** Of the whole HTTP message that begins here; undefined until its head is complete. */
function messageLength(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, head)) ?? [];
  return head + 4 + Number(length);
}
