import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { connectFailure, DatabaseError } from './database-error.js';
import type { DatabaseUrl, Server } from './database-url.js';

export interface PoolOptions extends Pick<pg.PoolConfig, 'statement_timeout' | 'query_timeout'> {
  readonly max: number;
  /** For each new connection: one statement, or several with semicolons between them. */
  readonly session: string;
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;

const connectTimeoutMs = 5_000;

/** SQLSTATE: the server has become a standby, or was told to take no writes. */
const readOnlyState = '25006';

/**
 * A pool that connects to the first server of the URL that can be used. node-postgres knows neither several hosts, nor
 * `target_session_attrs`, nor `sslmode=prefer`: https://node-postgres.com/features/connecting
 */
export class ServerPool extends pg.Pool {
  readonly #addresses: Addresses;

  constructor(url: DatabaseUrl, { session, ...options }: PoolOptions) {
    const addresses = new Addresses(url);
    super({
      ...options,
      user: url.user,
      password: url.password,
      database: url.database,
      options: url.options,
      application_name: url.applicationName,
      fallback_application_name: 'unified-customers',
      connectionTimeoutMillis: url.connectTimeoutMs ?? connectTimeoutMs,
      keepAlive: true,
      Client: clientOf(addresses),
      // The pool waits for the promise, although its types do not say so.
      onConnect: async (client) => {
        const readOnly = await setUp(client, session);
        if (!(readOnly && url.readWrite)) return;
        addresses.moveOnFrom(client);
        throw unusable(client, 'takes no writes');
      },
    });
    this.#addresses = addresses;
    // The connection whose statement failed is closed anyway.
    this.on('release', (error?: Error & { code?: string }) => {
      if (error?.code === readOnlyState) void this.renew();
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const client = this.#connect();
    if (callback === undefined) return client;
    client.then(
      (found) => callback(undefined, found, found.release),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  /** Where no connection came about nothing was sent, so that another address can be tried. */
  async #connect(): Promise<pg.PoolClient> {
    const failures = new Map<string, DatabaseError>();
    for (let left = this.#addresses.count; ; left -= 1) {
      try {
        return await super.connect();
      } catch (error) {
        const failure = failureToConnect(error);
        if (failure === undefined) throw error;
        failures.set(failure.message, failure);
        if (left > 1) continue;
        if (failures.size === 1) throw failure;
        throw new DatabaseError('unavailable', [...failures.keys()].join('; '));
      }
    }
  }

  /** Replaces the idle connections, whose server is not the right one any more. */
  async renew(): Promise<void> {
    const drop = async () => (await this.connect()).release(true);
    await Promise.allSettled(Array.from({ length: this.idleCount }, drop));
  }
}

/**
 * The same with one session for everything, which lasts as long as its connection: a pool would end it after an error, and
 * go on with another.
 */
export class SessionPool extends ServerPool {
  #client: Promise<pg.PoolClient> | undefined;

  constructor(url: DatabaseUrl, options: Omit<PoolOptions, 'max'>) {
    super(url, { ...options, max: 1 });
  }

  override query = (async (...args: Parameters<pg.Client['query']>) =>
    (await this.#session()).query(...args)) as unknown as pg.Pool['query'];

  async #session(): Promise<pg.PoolClient> {
    this.#client ??= this.connect();
    return this.#client;
  }

  override async end(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    client?.release(true);
    await super.end();
  }
}

/** Runs the statements, and tells whether the server takes no writes. */
async function setUp(client: pg.ClientBase, session: string): Promise<boolean> {
  try {
    await client.query(session);
    const { rows } = await client.query('SHOW transaction_read_only');
    return rows[0]?.transaction_read_only === 'on';
  } catch (error) {
    throw connectFailure(error, addressOf(client));
  }
}

const unusable = (client: object, why: string): DatabaseError => connectFailure(new Error(why), addressOf(client));

/** The pool itself reports a timeout, with the connection's error as its cause. */
function failureToConnect(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof DatabaseError
    ? new DatabaseError(cause.kind, `${cause.message} (it took too long)`)
    : undefined;
}

/** One way to connect to one server. */
interface Address extends Server {
  readonly ssl: false | ConnectionOptions | undefined;
}

/** All ways to connect. New connections begin with the one that was good the last time. */
class Addresses {
  readonly #all: readonly Address[];
  #index = 0;
  readonly #usedBy = new WeakMap<object, Address>();

  constructor({ servers, tls }: DatabaseUrl) {
    this.#all = servers.flatMap((server) => tls.map((ssl) => ({ ...server, ssl })));
  }

  get count(): number {
    return this.#all.length;
  }

  get current(): Address {
    return this.#all[this.#index] as Address;
  }

  use(client: object): void {
    this.#usedBy.set(client, this.current);
  }

  /** Several clients may find the same address wanting at once, and only the first of them moves on. */
  moveOnFrom(client: object): void {
    if (this.#usedBy.get(client) === this.current) this.#index = (this.#index + 1) % this.#all.length;
  }
}

const addressOf = (client: object): string => {
  const { host, port } = client as pg.Client;
  return host.startsWith('/') ? host : `${host}:${port}`;
};

const clientOf = (addresses: Addresses) =>
  class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      const { host, port, ssl } = addresses.current;
      super({ ...config, host, port, ssl });
      addresses.use(this);
      // An error without a listener ends the process, and while the pool hands a connection over nobody else listens. The
      // statement that gets the connection fails, and the pool drops it then.
      this.on('error', () => {});
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: (error?: Error) => void): void;
    override connect(callback?: (error?: Error) => void): Promise<pg.Client> | undefined {
      const connected = super.connect().catch((error: unknown) => {
        addresses.moveOnFrom(this);
        throw connectFailure(error, addressOf(this));
      });
      if (callback === undefined) return connected;
      connected.then(() => callback(), callback);
      return undefined;
    }
  };
