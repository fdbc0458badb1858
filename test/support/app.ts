import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { type Logger, pino } from 'pino';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/config.js';
import { migratePostgres } from '../../src/repositories/database.js';
import { createDatabase } from './database.js';

export interface GraphQLAnswer<Data> {
  readonly status: number;
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The whole application as a user runs it, on a free port, with its own data directory and database. */
export interface RunningApp {
  readonly app: App;
  readonly url: string;
  query<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: NoInfer<Variables>,
    headers?: Record<string, string>,
  ): Promise<GraphQLAnswer<Data>>;
  /** Stops the application and starts it again on the same data, with some settings changed. */
  restart(changed?: Settings): Promise<RunningApp>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

/** Starts it with the embedded database, or on PostgreSQL if `TEST_DATABASE_URL` is set; the providers are emulated. */
export async function startApp(settings: Settings = {}, logger = pino({ level: 'silent' })): Promise<RunningApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'unified-customers-'));
  const server = process.env.TEST_DATABASE_URL;
  const database = server ? await createDatabase(server) : undefined;
  if (database) await migratePostgres(database.url);
  const remove = async () => {
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return run(
    { DATA_DIR: dataDir, ...(database && { DATABASE_URL: database.url, EMULATOR: 'all' }), ...settings },
    remove,
    logger,
  );
}

async function run(settings: Settings, remove: () => Promise<void>, logger: Logger): Promise<RunningApp> {
  const app = await createApp(readConfig({ PORT: '0', ...settings }), logger);
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    url,
    async query(document, variables, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: print(document), variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    async restart(changed) {
      await app.close();
      return run({ ...settings, ...changed }, remove, logger);
    },
    async stop() {
      await app.close();
      await remove();
    },
  };
}
