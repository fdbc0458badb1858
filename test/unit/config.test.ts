import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountConfig } from '../../src/config/accounts.js';
import { ConfigError, readConfig } from '../../src/config/config.js';
import { providerDefinitions } from '../../src/datasources/registry.js';

type Environment = Record<string, string>;
const xpay = { XPAY_PUBLIC_KEY: 'pk-secret', XPAY_PRIVATE_KEY: 'sk-secret' };
const noQuota = {
  rateLimitPerSecond: undefined,
  rateLimitPerMinute: undefined,
  failedRequestsPerMinute: undefined,
};
const names = providerDefinitions.map(({ name }) => name);

const accountsOf = (env: Environment) =>
  readConfig(env).accounts.map(({ definition, account, mode }) => `${definition.name} ${account} ${mode}`);
const accountOf = (env: Environment, provider: string): AccountConfig => {
  const found = readConfig(env).accounts.find(({ definition }) => definition.name === provider);
  if (found === undefined) throw new Error(`no account of ${provider}`);
  return found;
};

/** What the start is stopped with. */
function refusalOf(env: Environment): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('nothing was refused');
}

describe('without any setting', () => {
  it('the defaults hold', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      production: false,
      databaseUrl: undefined,
      databasePoolSize: 10,
      dataDir: '.data',
      logLevel: 'info',
      sharedSecrets: [],
    });
  });
  it('every provider is emulated, without a quota', () => {
    expect(accountsOf({})).toEqual(names.map((name) => `${name} default EMULATED`));
    for (const { definition, settings, baseUrl, ...limits } of readConfig({}).accounts) {
      expect(baseUrl).toBeUndefined();
      expect(limits).toMatchObject({ timeoutMs: 10_000, maxConcurrency: 32, ...noQuota });
      for (const { name, required } of definition.settings) if (required) expect(settings[name]).toMatch(/./);
    }
  });
  it('an empty value is the same as none', () => {
    expect(
      readConfig({ PORT: '', HOST: ' ', DATABASE_URL: '', EMULATOR: '', STAX_API_KEY: ' ', STAX__EU__API_KEY: '' }),
    ).toEqual(readConfig({}));
  });
});

it('reads the usual country of telephone numbers', () => {
  expect(readConfig({}).phoneCountry).toBeUndefined();
  expect(readConfig({ DEFAULT_PHONE_COUNTRY: 'de' }).phoneCountry).toBe('DE');
  expect(refusalOf({ DEFAULT_PHONE_COUNTRY: 'Germany' })).toContain('DEFAULT_PHONE_COUNTRY must be a two-letter');
  expect(refusalOf({ DEFAULT_PHONE_COUNTRY: 'ZZ' })).toContain('DEFAULT_PHONE_COUNTRY must be a two-letter');
});

it('reads every setting', () => {
  const settings = {
    HOST: '0.0.0.0',
    PORT: '8080',
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://user:password@db/customers',
    DATABASE_POOL_SIZE: '25',
    DATA_DIR: '/var/data',
    LOG_LEVEL: 'debug',
    SUBGRAPH_SHARED_SECRET: 'shared-with-the-gateway',
  };
  expect(readConfig(settings)).toMatchObject({
    host: '0.0.0.0',
    port: 8080,
    production: true,
    databaseUrl: settings.DATABASE_URL,
    databasePoolSize: 25,
    dataDir: '/var/data',
    logLevel: 'debug',
    sharedSecrets: ['shared-with-the-gateway'],
  });
});

describe('credentials', () => {
  it('call the test host, with the documented quota', () => {
    expect(accountOf(xpay, 'XPAY')).toMatchObject({
      account: 'default',
      mode: 'TEST',
      settings: { PUBLIC_KEY: 'pk-secret', PRIVATE_KEY: 'sk-secret' },
      baseUrl: 'https://api.xpaycheckout.com',
      rateLimitPerSecond: 10,
    });
  });
  it('call the live host when told to', () => {
    const env = { JUSPAY_API_KEY: 'k', JUSPAY_MERCHANT_ID: 'm', JUSPAY_ENVIRONMENT: 'live' };
    expect(accountOf(env, 'JUSPAY')).toMatchObject({ mode: 'LIVE', baseUrl: 'https://api.juspay.in' });
    expect(accountOf({ ...env, JUSPAY_ENVIRONMENT: 'test' }, 'JUSPAY').baseUrl).toBe('https://sandbox.juspay.in');
  });
  it.each([
    ['https://proxy.example/xpay/', 'https://proxy.example/xpay'],
    ['http://localhost:4010/xpay', 'http://localhost:4010/xpay'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('call %s instead', (url, baseUrl) => {
    expect(accountOf({ ...xpay, XPAY_BASE_URL: url }, 'XPAY')).toMatchObject({ mode: 'TEST', baseUrl });
  });
  it('keep to the limits that are set', () => {
    const env = { ...xpay, XPAY_TIMEOUT_MS: '2500', XPAY_MAX_CONCURRENCY: '4', XPAY_RATE_LIMIT_PER_SECOND: '0.5' };
    expect(accountOf(env, 'XPAY')).toMatchObject({ timeoutMs: 2500, maxConcurrency: 4, rateLimitPerSecond: 0.5 });
    const emulated = { XPAY_RATE_LIMIT_PER_SECOND: '0.5' };
    expect(accountOf(emulated, 'XPAY')).toMatchObject({ mode: 'EMULATED', rateLimitPerSecond: 0.5 });
  });
  it('keep to the documented quotas, or to those that are set instead', () => {
    const quotasOf = (env: Environment) => {
      const { rateLimitPerSecond, rateLimitPerMinute, failedRequestsPerMinute } = accountOf(env, 'STAX');
      return { rateLimitPerSecond, rateLimitPerMinute, failedRequestsPerMinute };
    };
    const stax = { STAX_API_KEY: 'key' };
    expect(quotasOf(stax)).toEqual({ ...noQuota, rateLimitPerMinute: 100, failedRequestsPerMinute: 9 });
    expect(quotasOf({ ...stax, STAX_RATE_LIMIT_PER_MINUTE: '33', STAX_FAILED_REQUESTS_PER_MINUTE: '3' })).toEqual({
      ...noQuota,
      rateLimitPerMinute: 33,
      failedRequestsPerMinute: 3,
    });
    expect(quotasOf({ ...stax, STAX_RATE_LIMIT_PER_SECOND: '2' })).toEqual({
      ...noQuota,
      rateLimitPerSecond: 2,
      failedRequestsPerMinute: 9,
    });
    expect(quotasOf({ STAX_FAILED_REQUESTS_PER_MINUTE: '4' })).toEqual({ ...noQuota, failedRequestsPerMinute: 4 });
  });
  it('take defaults for what is optional', () => {
    expect(accountOf({ SOAP_API_KEY: 'k' }, 'SOAP').settings).toEqual({ API_KEY: 'k', AUTH_SCHEME: 'bearer' });
    expect(accountOf({ SOAP_API_KEY: 'k', SOAP_AUTH_SCHEME: 'bare' }, 'SOAP').settings.AUTH_SCHEME).toBe('bare');
  });
  it('lose the spaces that a copy brought along', () => {
    expect(accountOf({ STAX_API_KEY: ' key\n' }, 'STAX').settings.API_KEY).toBe('key');
  });
});

describe('secrets in files', () => {
  function file(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'secret'), text);
    return join(folder, 'secret');
  }

  it('are read, of every account, without the line break at their end', () => {
    const env = {
      DATABASE_URL_FILE: file('postgresql://db/customers\n'),
      SUBGRAPH_SHARED_SECRET_FILE: file('shared-with-the-gateway\n'),
      STAX_API_KEY_FILE: file('key-of-the-default-account\n'),
      STAX__EU__API_KEY_FILE: file('key-of-the-other\n'),
    };
    const { databaseUrl, sharedSecrets, accounts } = readConfig(env);
    expect([databaseUrl, sharedSecrets]).toEqual(['postgresql://db/customers', ['shared-with-the-gateway']]);
    expect(accounts.map(({ account, settings }) => [account, settings.API_KEY])).toEqual([
      ['default', 'key-of-the-default-account'],
      ['eu', 'key-of-the-other'],
    ]);
  });

  it('must hold something', () => {
    expect(refusalOf({ STAX_API_KEY_FILE: file(' \n') })).toContain('STAX_API_KEY_FILE: the file is empty');
  });

  it('are not looked for under names that no secret has', () => {
    expect(() => readConfig({ SSL_CERT_FILE: '/no/such/file', LOG_LEVEL_FILE: '/no/such/file' })).not.toThrow();
  });
});

it('lets strangers in on purpose only', () => {
  const open = { NODE_ENV: 'production', HOST: '0.0.0.0' };
  expect(() => readConfig({ ...open, UNAUTHENTICATED_ACCESS: 'allow' })).not.toThrow();
  expect(() => readConfig({ ...open, SUBGRAPH_SHARED_SECRET: 'shared-with-the-gateway' })).not.toThrow();
  for (const HOST of ['127.0.0.1', 'localhost', '::1']) expect(() => readConfig({ ...open, HOST })).not.toThrow();
});

describe('tokens', () => {
  const tokens = {
    JWT_JWKS_URL: 'https://id.example.com/jwks.json?policy=b2c',
    JWT_ISSUER: 'https://id.example.com/',
    JWT_AUDIENCE: 'https://customers.example.com',
  };
  const read = {
    jwksUrl: tokens.JWT_JWKS_URL,
    issuer: tokens.JWT_ISSUER,
    audience: tokens.JWT_AUDIENCE,
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  };

  it('are not checked unless somebody issues them', () => {
    expect(readConfig({}).tokens).toBeUndefined();
    expect(readConfig({ JWT_SECRET: 'of-another-program', JWT_ISSUER: '' }).tokens).toBeUndefined();
  });
  it('are those of one issuer, for one audience', () => {
    expect(readConfig(tokens).tokens).toEqual(read);
    for (const algorithms of ['ES384 Ed25519', 'ES384,Ed25519', 'ES384, Ed25519']) {
      expect(readConfig({ ...tokens, JWT_ALGORITHMS: algorithms }).tokens).toEqual({
        ...read,
        algorithms: ['ES384', 'Ed25519'],
      });
    }
  });
  it.each(['http://127.0.0.1:8080/jwks', 'http://localhost/jwks', 'http://[::1]/jwks'])(
    'may come from this machine: %s',
    (url) => {
      expect(readConfig({ ...tokens, JWT_JWKS_URL: url }).tokens?.jwksUrl).toBe(url);
    },
  );
  it('close the door in production, without a secret', () => {
    expect(() => readConfig({ ...tokens, NODE_ENV: 'production', HOST: '0.0.0.0' })).not.toThrow();
  });
  it.each<[string, Environment]>([
    ['JWT_ISSUER and JWT_AUDIENCE are missing, while', { JWT_JWKS_URL: tokens.JWT_JWKS_URL }],
    ['JWT_AUDIENCE is missing, while', { ...tokens, JWT_AUDIENCE: ' ' }],
    ['JWT_JWKS_URL and JWT_ISSUER and JWT_AUDIENCE are missing, while', { JWT_ALGORITHMS: 'RS256' }],
    ['JWT_JWKSURL is not a setting: did you mean JWT_JWKS_URL?', { JWT_JWKSURL: 'https://id.example.com' }],
    ['JWT_ALGORITHM is not a setting of tokens', { ...tokens, JWT_ALGORITHM: 'RS256' }],
    ...['none', 'HS256', 'RS256 HS512', 'rs256', 'RSA', 'dir'].map((algorithms): [string, Environment] => [
      'JWT_ALGORITHMS must name some of RS256,',
      { ...tokens, JWT_ALGORITHMS: algorithms },
    ]),
    ...['id.example.com', 'http://id.example.com/jwks', 'file:///etc/passwd'].map((url): [string, Environment] => [
      'JWT_JWKS_URL must be an https:// URL',
      { ...tokens, JWT_JWKS_URL: url },
    ]),
    ['JWT_JWKS_URL must have no user', { ...tokens, JWT_JWKS_URL: 'https://user:hidden@id.example.com/' }],
  ])('stop the start: %s in %j', (message, env) => {
    expect(refusalOf(env)).toContain(message);
    expect(refusalOf(env)).not.toMatch(/hidden/);
  });
});

describe('settings in a file', () => {
  function settingsFile(text: string): Environment {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'settings'), text);
    return { SETTINGS_FILE: join(folder, 'settings') };
  }

  it('are read where the environment has none', () => {
    const env = settingsFile('PORT=4100\n# of the shop\nSTAX_API_KEY="key of ours"\nLOG_LEVEL=debug\n');
    expect(readConfig({ ...env, PORT: '4200', LOG_LEVEL: '' })).toMatchObject({ port: 4200, logLevel: 'debug' });
    expect(accountOf(env, 'STAX').settings.API_KEY).toBe('key of ours');
    expect([readConfig(env).fromFiles, readConfig({}).fromFiles]).toEqual([true, false]);
  });

  it('stop the start when they are wrong, and none of their values is told', () => {
    expect(refusalOf(settingsFile('STAX_APIKEY=hidden'))).toContain('did you mean STAX_API_KEY?');
    expect(refusalOf(settingsFile('STAX_APIKEY=hidden'))).not.toContain('hidden');
    expect(refusalOf({ SETTINGS_FILE: '/no/such/file' })).toContain('SETTINGS_FILE: the file cannot be read (ENOENT)');
    expect(refusalOf(settingsFile('\n'))).toContain('SETTINGS_FILE: the file is empty');
  });

  it.each([
    ['1', 'STAX_API_KEY: hidden\nSTAX_ENVIRONMENT=live\n'],
    ['1', 'STAX_API_KEY hidden\nSTAX_ENVIRONMENT=live\n'],
    ['2', '# ours\nSTAX_API_KEY=hidden#1\n'],
    ['1', "STAX_API_KEY='hidden\nSTAX_ENVIRONMENT=live\n"],
    ['1', 'STAX_API_KEY="hidden" again\n'],
    ['1', 'STAX_API_KEY="hidden"again"\n'],
    ['1, 3', '=1\nSTAX_API_KEY=hidden\n=3\n'],
    ['1', '\uFFFD\uFFFDS\0T\0A\0X\0_\0A\0P\0I\0'],
  ])('stop the start where a line would be read otherwise than meant: %s in %j', (lines, text) => {
    expect(refusalOf(settingsFile(text))).toContain(`SETTINGS_FILE: not NAME=value: line ${lines} (`);
    expect(refusalOf(settingsFile(text))).not.toContain('hidden');
  });

  it('stop the start where the file is not read by who needs them', () => {
    const text = 'OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\nPGPASSWORD=hidden\n';
    expect(refusalOf(settingsFile(text))).toBe(
      'SETTINGS_FILE: OTEL_EXPORTER_OTLP_ENDPOINT, PGPASSWORD would not be read here: set it in the environment',
    );
  });

  it.each([
    ['by an editor on Windows', '\uFEFFSTAX_API_KEY=a key\r\nSTAX_ENVIRONMENT=live\r\n'],
    ['for a shell', `export STAX_API_KEY='a key' # of ours\n  export STAX_ENVIRONMENT = live`],
    ['with empty ones', '#\n\n \nSTAX_API_KEY=a key # of ours\nPORT=\nHOST= # later\n\tSTAX_ENVIRONMENT=live\n'],
  ])('may be written %s', (_, text) => {
    expect(accountOf(settingsFile(text), 'STAX')).toMatchObject({ mode: 'LIVE', settings: { API_KEY: 'a key' } });
  });
});

it('a rate that would take all memory is refused', () => {
  for (const name of ['XPAY_RATE_LIMIT_PER_SECOND', 'STAX_RATE_LIMIT_PER_MINUTE']) {
    expect(refusalOf({ [name]: '1e9' })).toContain(`${name} must be a number above 0, and at most 1000000`);
  }
});

it('probes and metrics cannot be at the port of GraphQL', () => {
  expect(refusalOf({ PORT: '4100', ADMIN_PORT: '4100' })).toContain('ADMIN_PORT must be another port than PORT');
  expect(readConfig({ PORT: '4100', ADMIN_PORT: '4101' }).adminPort).toBe(4101);
});

describe('several accounts', () => {
  const stax = (env: Environment) => accountsOf(env).filter((account) => account.startsWith('STAX'));

  it('stand side by side', () => {
    const env = { STAX_API_KEY: 'one', STAX__EU__API_KEY: 'two', STAX__BIG_SHOP__API_KEY: 'three' };
    expect(stax(env)).toEqual(['STAX default TEST', 'STAX eu TEST', 'STAX big_shop TEST']);
    expect(
      readConfig(env)
        .accounts.filter(({ definition }) => definition.name === 'STAX')
        .map(({ settings }) => settings.API_KEY),
    ).toEqual(['one', 'two', 'three']);
  });
  it('do not take the default one away', () => {
    expect(stax({ STAX__EU__API_KEY: 'two' })).toEqual(['STAX default EMULATED', 'STAX eu TEST']);
    expect(stax({ STAX__EU__API_KEY: 'two', NODE_ENV: 'production' })).toEqual(['STAX eu TEST']);
  });
});

describe('the emulator', () => {
  it.each<[string, Environment, string[]]>([
    ['auto', {}, names.map((name) => `${name} default ${name === 'XPAY' ? 'TEST' : 'EMULATED'}`)],
    ['off', { EMULATOR: 'off' }, ['XPAY default TEST']],
    ['all', { EMULATOR: 'all' }, names.map((name) => `${name} default EMULATED`)],
    ['production', { NODE_ENV: 'production' }, ['XPAY default TEST']],
    ['production, auto', { NODE_ENV: 'production', EMULATOR: 'auto' }, ['XPAY default TEST']],
  ])('%s', (_, env, accounts) => {
    expect(accountsOf({ ...xpay, ...env })).toEqual(accounts);
  });
  it('has no part in production, even where nothing is configured', () => {
    expect(accountsOf({ NODE_ENV: 'production' })).toEqual([]);
    expect(refusalOf({ NODE_ENV: 'production', EMULATOR: 'all' })).toContain('EMULATOR=all');
  });
  it('is never given an address of the provider', () => {
    for (const { baseUrl } of readConfig({ ...xpay, EMULATOR: 'all' }).accounts) expect(baseUrl).toBeUndefined();
  });
});

describe('traces', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  it.each<[string | undefined, Environment]>([
    [undefined, {}],
    ['http/protobuf', endpoint],
    ['http/protobuf', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }],
    ['http/json', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
    [
      'http/json',
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
    ],
    [undefined, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    [undefined, { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['http/protobuf', { ...endpoint, OTEL_SDK_DISABLED: '1' }],
    [undefined, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('%s for %j', (protocol, env) => {
    expect(readConfig(env).tracing).toBe(protocol);
  });
});

describe('what is wrong stops the start, and is named', () => {
  const cases: [setting: string, env: Environment][] = [
    ['PORT', { PORT: 'http' }],
    ['NODE_ENV must be one of development, production, test', { NODE_ENV: 'prod' }],
    ['SUBGRAPH_SHARED_SECRET must have at least 16 characters', { SUBGRAPH_SHARED_SECRET: 'secret' }],
    ['SUBGRAPH_SHARED_SECRET: only printable ASCII', { SUBGRAPH_SHARED_SECRET: 'a-secret-with-an-é-in-it' }],
    [
      'SUBGRAPH_SHARED_SECRET_PREVIOUS: only printable ASCII',
      { SUBGRAPH_SHARED_SECRET: 'shared-with-the-gateway', SUBGRAPH_SHARED_SECRET_PREVIOUS: 'of-two\nlines-of-text' },
    ],
    ['SUBGRAPH_SHARED_SECRET_PREVIOUS is set without', { SUBGRAPH_SHARED_SECRET_PREVIOUS: 'a-secret-of-old-times' }],
    ['HOST=0.0.0.0, everybody who can connect', { NODE_ENV: 'production', HOST: '0.0.0.0' }],
    ['HOST=::, everybody who can connect', { NODE_ENV: 'production', HOST: '::' }],
    ['STAX_APIKEY is not a setting: did you mean STAX_API_KEY?', { STAX_APIKEY: 'secret' }],
    ['STAX_API_KEYS is not a setting of Stax', { STAX_API_KEYS: 'secret' }],
    ['JUSPAY_API_KEY_FILE: the file cannot be read (ENOENT)', { JUSPAY_API_KEY_FILE: '/no/such/file' }],
    ['DATABASE_URL and DATABASE_URL_FILE are both set', { DATABASE_URL: 'postgresql://db/c', DATABASE_URL_FILE: '/f' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '-1' }],
    ['PORT', { PORT: '1.5' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://user:secret@db' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://user:secret@db:abc/customers' }],
    ['DATABASE_POOL_SIZE', { DATABASE_POOL_SIZE: '0' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['EMULATOR', { EMULATOR: 'yes' }],
    ...['collector:4318', 'grpc://collector:4317', 'http://:secret@'].map((url): [string, Environment] => [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      { OTEL_EXPORTER_OTLP_ENDPOINT: url },
    ]),
    [
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector' },
    ],
    [
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    ],
    ['XPAY_PRIVATE_KEY', { XPAY_PUBLIC_KEY: 'pk-secret' }],
    ['XPAY_PUBLIC_KEY', { XPAY_PRIVATE_KEY: 'sk-secret' }],
    ['JUSPAY_API_KEY and JUSPAY_MERCHANT_ID', { JUSPAY_GATEWAYS: 'PAYU' }],
    ['SOAP_API_KEY', { SOAP_AUTH_SCHEME: 'bare' }],
    ['STAX_API_KEY', { STAX_BASE_URL: 'https://proxy.example' }],
    ['XPAY__EU__PRIVATE_KEY', { XPAY__EU__PUBLIC_KEY: 'pk-secret' }],
    ['STAX__EU', { STAX__EU: 'secret' }],
    ['STAX__EU__APIKEY', { STAX__EU__APIKEY: 'secret' }],
    ['STAX__eu__API_KEY', { STAX__eu__API_KEY: 'secret' }],
    ['STAX__DEFAULT__API_KEY', { STAX__DEFAULT__API_KEY: 'secret' }],
    ['STAX__', { STAX__: 'secret' }],
    ['SOAP_AUTH_SCHEME', { SOAP_API_KEY: 'secret', SOAP_AUTH_SCHEME: 'basic' }],
    ['JUSPAY_GATEWAYS', { JUSPAY_API_KEY: 'secret', JUSPAY_MERCHANT_ID: 'm', JUSPAY_GATEWAYS: 'PAYU,PAYYOU' }],
    ['STAX_API_KEY', { STAX_API_KEY: 'secret…' }],
    ['JUSPAY_MERCHANT_ID', { JUSPAY_API_KEY: 'secret', JUSPAY_MERCHANT_ID: 'a\nb' }],
    ['XPAY_ENVIRONMENT', { ...xpay, XPAY_ENVIRONMENT: 'prod' }],
    ['XPAY_TIMEOUT_MS', { XPAY_TIMEOUT_MS: '10s' }],
    ['XPAY_TIMEOUT_MS', { XPAY_TIMEOUT_MS: '99' }],
    ['XPAY_MAX_CONCURRENCY', { XPAY_MAX_CONCURRENCY: '0' }],
    ['XPAY_RATE_LIMIT_PER_SECOND', { XPAY_RATE_LIMIT_PER_SECOND: '0' }],
    ['XPAY_RATE_LIMIT_PER_SECOND', { XPAY_RATE_LIMIT_PER_SECOND: 'Infinity' }],
    ['STAX_RATE_LIMIT_PER_MINUTE', { STAX_RATE_LIMIT_PER_MINUTE: '-1' }],
    [
      'set either STAX_RATE_LIMIT_PER_SECOND or STAX_RATE_LIMIT_PER_MINUTE',
      { STAX_RATE_LIMIT_PER_SECOND: '1', STAX_RATE_LIMIT_PER_MINUTE: '60' },
    ],
    ['STAX_FAILED_REQUESTS_PER_MINUTE', { STAX_FAILED_REQUESTS_PER_MINUTE: '0' }],
    ['STAX_FAILED_REQUESTS_PER_MINUTE', { STAX_FAILED_REQUESTS_PER_MINUTE: '1.5' }],
    ...[
      'proxy.example',
      'http://proxy.example',
      'ftp://proxy.example',
      'http://localhost.example',
      'http://127.0.0.1.example',
    ].map((url): [string, Environment] => ['XPAY_BASE_URL', { ...xpay, XPAY_BASE_URL: url }]),
    ...[
      'https://user:secret@proxy.example',
      'https://:secret@proxy.example',
      'https://proxy.example/?key=secret',
      'https://proxy.example#secret',
    ].map((url): [string, Environment] => ['XPAY_BASE_URL', { ...xpay, XPAY_BASE_URL: url }]),
  ];
  it.each(cases)('%s in %j', (setting, env) => {
    const message = refusalOf(env);
    expect(message).toContain(setting);
    expect(message).not.toMatch(/secret/);
    expect(message).not.toContain(';');
  });

  it('all of it at once', () => {
    const message = refusalOf({ PORT: 'x', XPAY_PUBLIC_KEY: 'pk-secret', STAX_ENVIRONMENT: 'x', LOG_LEVEL: 'x' });
    for (const setting of ['PORT', 'XPAY_PRIVATE_KEY', 'STAX_ENVIRONMENT', 'LOG_LEVEL'])
      expect(message).toContain(setting);
    expect(message).not.toMatch(/secret/);
  });
});
