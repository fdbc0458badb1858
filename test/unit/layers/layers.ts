import type { Layers } from './violations.js';

/** The rules of `docs/architecture.md`. */
export const layers: Layers = {
  'src/domain/': { imports: ['node:url'] },

  // The contracts, the registry and one data source per account; own folder included, that is the providers too.
  'src/datasources/': { imports: ['src/domain/', 'node:util'] },
  'src/datasources/http/': { imports: ['cockatiel', 'undici'] },
  'src/datasources/kit/': {
    imports: [
      'src/datasources/http/',
      'src/datasources/payment-data-source.ts',
      'src/datasources/provider-definition.ts',
      'src/domain/',
      'ajv',
      'ajv-formats',
      'iso-3166',
      'node:crypto',
      'node:fs',
      'node:util',
      'yaml',
    ],
  },
  // A provider: never a sibling.
  'src/datasources/*/': {
    imports: [
      'src/datasources/kit/',
      'src/datasources/payment-data-source.ts',
      'src/datasources/provider-definition.ts',
      'src/datasources/provider-emulator.ts',
      'src/domain/',
      'i18n-iso-countries',
      'node:crypto',
      'node:util',
    ],
    types: ['src/generated/wire/'],
  },

  'src/emulator/': {
    imports: [
      'src/datasources/kit/',
      'src/datasources/provider-definition.ts',
      'src/datasources/provider-emulator.ts',
      'ajv',
      'fastify',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:timers',
    ],
  },
  'src/emulator/main.ts': {
    imports: ['src/datasources/registry.ts', 'src/log.ts', 'node:process'],
    readsEnvironment: true,
  },

  // The only one that knows of a database.
  'src/repositories/': {
    imports: [
      'src/domain/',
      'src/generated/prisma/',
      '@electric-sql/pglite',
      '@electric-sql/pglite-prepopulatedfs',
      '@prisma/adapter-pg',
      '@prisma/driver-adapter-utils',
      '@prisma/schema-engine-wasm',
      'libphonenumber-js',
      'node:async_hooks',
      'node:child_process',
      'node:crypto',
      'node:fs',
      'node:module',
      'node:os',
      'node:path',
      'node:timers',
      'node:tls',
      'node:url',
      'node:util',
      'node:zlib',
      'pg',
      'pglite-prisma-adapter',
      'uuid',
    ],
  },

  // Whatever does something is given to them: `dependencies.ts`.
  'src/services/': {
    imports: [
      'src/domain/',
      'src/datasources/payment-data-source.ts',
      'i18n-iso-countries',
      'libphonenumber-js',
      'node:crypto',
      'node:events',
      'node:timers',
      'uuid',
    ],
  },

  'src/graphql/': {
    imports: [
      'src/datasources/registry.ts',
      'src/domain/',
      'src/services/',
      '@apollo/server',
      '@apollo/subgraph',
      '@escape.tech/graphql-armor-max-aliases',
      '@escape.tech/graphql-armor-max-depth',
      '@escape.tech/graphql-armor-max-directives',
      '@graphql-tools/utils',
      '@graphql-yoga/render-graphiql',
      'dataloader',
      'graphql',
      'graphql-query-complexity',
      'graphql-scalars',
      'node:crypto',
      'node:util',
      'node:zlib',
      'reflect-metadata',
      'type-graphql',
      'uuid',
    ],
    types: [
      'src/datasources/kit/describe.ts',
      'src/datasources/kit/describe-input.ts',
      'src/datasources/provider-definition.ts',
      'src/datasources/provider-states.ts',
    ],
  },
  'src/graphql/graphiql.ts': { types: ['fastify'] },
  'src/graphql/http-status.ts': { types: ['fastify'] },

  // The only one that knows of OpenTelemetry; put around the parts by `app.ts`.
  'src/tracing/': {
    imports: [
      'src/repositories/database-error.ts',
      '@opentelemetry/api',
      '@opentelemetry/core',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
      'node:async_hooks',
      'node:timers',
    ],
    types: ['src/config/config.ts', 'src/datasources/http/', 'src/repositories/database.ts', 'src/services/'],
  },
  'src/tracing/requests.ts': { imports: ['@apollo/server'], types: ['fastify'] },

  'src/config/': {
    imports: [
      'src/datasources/kit/document.ts',
      'src/datasources/provider-definition.ts',
      'src/datasources/registry.ts',
      'src/log.ts',
      'src/repositories/database-url.ts',
      'libphonenumber-js',
      'node:crypto',
      'node:fs',
    ],
    types: ['src/domain/', 'src/graphql/request-limits.ts', 'src/tokens.ts'],
    readsEnvironment: true,
  },
  // The only one that knows how lines look.
  'src/log.ts': { imports: ['src/domain/', 'node:process', 'pino', 'pino-pretty'], types: ['fastify'] },
  // The only one that knows of Prometheus.
  'src/metrics/': {
    imports: ['src/domain/', 'src/graphql/error-codes.ts', 'src/services/creation/create-customer.ts', 'prom-client'],
    types: [
      'src/datasources/data-sources.ts',
      'src/datasources/http/',
      'src/doors.ts',
      'src/repositories/connection.ts',
      'src/services/',
    ],
  },
  'src/version.ts': { imports: ['node:fs'] },
  'src/readiness.ts': { types: ['src/repositories/database.ts'] },
  'src/startup-log.ts': {
    imports: ['src/domain/', 'src/readiness.ts', 'node:timers'],
    types: ['src/config/config.ts', 'src/repositories/database.ts', 'fastify'],
  },
  'src/shared-rate-limit.ts': {
    imports: ['src/datasources/http/bulkhead.ts', 'src/repositories/database-error.ts', 'node:timers'],
    types: ['src/datasources/http/', 'src/repositories/quota-repository.ts'],
  },
  'src/used-modes.ts': { imports: ['node:util'], types: ['src/domain/', 'fastify'] },
  'src/admin.ts': { imports: ['src/log.ts', 'fastify'], types: ['src/metrics/metrics.ts'] },
  'src/admission.ts': { types: ['src/graphql/error-codes.ts', 'fastify'] },
  'src/doors.ts': { imports: ['node:crypto'], types: ['src/graphql/error-codes.ts', 'src/tokens.ts', 'fastify'] },
  // The only one that knows what a token looks like.
  'src/tokens.ts': { imports: ['src/domain/', 'jose'] },
  'src/cached.ts': { imports: ['node:perf_hooks'] },
  'src/request-id.ts': { imports: ['node:crypto'], types: ['fastify', 'node:http'] },
  'src/operator-log.ts': {
    imports: ['src/domain/', 'src/repositories/database-error.ts'],
    types: ['src/services/dependencies.ts', 'fastify'],
  },
  'src/refusal.ts': {},
  'src/json-body.ts': { imports: ['src/refusal.ts', 'node:buffer'], types: ['fastify'] },
  'src/unread-answers.ts': { types: ['fastify', 'node:http'] },
  'src/server.ts': {
    imports: [
      'src/admin.ts',
      'src/admission.ts',
      'src/doors.ts',
      'src/graphql/',
      'src/json-body.ts',
      'src/log.ts',
      'src/refusal.ts',
      'src/request-id.ts',
      '@apollo/server',
      '@as-integrations/fastify',
      '@fastify/compress',
      'fastify',
      'graphql',
      'src/unread-answers.ts',
    ],
    types: ['src/metrics/metrics.ts', 'src/tokens.ts', 'src/tracing/'],
  },
  'src/app.ts': {
    imports: [
      'src/admin.ts',
      'src/cached.ts',
      'src/datasources/data-sources.ts',
      'src/datasources/provider-states.ts',
      'src/datasources/registry.ts',
      'src/emulator/emulator.ts',
      'src/graphql/schema.ts',
      'src/metrics/metrics.ts',
      'src/operator-log.ts',
      'src/readiness.ts',
      'src/repositories/',
      'src/server.ts',
      'src/services/',
      'src/shared-rate-limit.ts',
      'src/startup-log.ts',
      'src/tokens.ts',
      'src/tracing/tracing.ts',
      'src/used-modes.ts',
      'src/version.ts',
      'pino',
    ],
    types: ['src/config/', 'src/datasources/http/client.ts', 'src/graphql/context.ts', 'fastify'],
  },

  'src/reload.ts': {
    imports: ['src/config/config.ts', 'node:process', 'node:util'],
    types: ['src/app.ts'],
  },

  // The entry points.
  'src/main.ts': {
    imports: [
      'src/app.ts',
      'src/config/config.ts',
      'src/domain/',
      'src/log.ts',
      'src/reload.ts',
      'src/startup-log.ts',
      'node:process',
      'node:timers',
    ],
  },
  'src/cli/': {
    imports: [
      'src/graphql/error-reference.ts',
      'src/graphql/schema.ts',
      'src/repositories/',
      'src/config/',
      'node:fs',
      'node:path',
      'node:process',
      'node:util',
    ],
    readsEnvironment: true,
  },
};
