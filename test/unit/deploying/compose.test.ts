import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configurationOf, parseYaml, read, root, version } from './files.js';

const folder = 'examples/compose';

/** Orders of keys; a name for each file, although the second one changes the first; and no name for an image that is built. */
const rules = Object.fromEntries(
  [
    'no-build-and-image',
    'no-quotes-in-volumes',
    'require-project-name-field',
    'service-keys-order',
    'services-alphabetical-order',
    'top-level-properties-order',
  ].map((name) => [name, 0 as const]),
);

interface Service {
  readonly image?: string;
  readonly build?: string | { readonly context: string; readonly dockerfile: string };
  readonly environment?: Record<string, string>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly [option: string]: unknown;
}
interface Compose {
  readonly services: Record<string, Service>;
  readonly secrets: Record<string, { readonly file: string }>;
  readonly networks: Record<string, { readonly internal?: boolean }>;
  readonly volumes: Record<string, unknown>;
}
const [compose] = parseYaml(`${folder}/compose.yaml`) as [Compose];
const [tried] = parseYaml(`${folder}/compose.try.yaml`) as [Pick<Compose, 'services'>];
const services = Object.entries(compose.services);
const customers = compose.services.customers as Service;

describe('the specification of compose files, and what a linter knows besides', () => {
  const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
  // Its declarations name their own files in a way that TypeScript does not follow.
  const lint = (...files: string[]) =>
    (linter.lintFiles(files, false) as { messages: { rule: string; message: string }[] }[]).map(({ messages }) =>
      messages.map(({ rule, message }) => `${rule}: ${message}`),
    );

  it('are kept', () => {
    const files = ['compose.yaml', 'compose.try.yaml'].map((file) => join(root, folder, file));
    expect(lint(...files)).toEqual([[], []]);
  });

  it('do not allow what is misspelt', () => {
    const directory = mkdtempSync(join(tmpdir(), 'compose-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'compose.yaml');
    writeFileSync(file, read(`${folder}/compose.yaml`).replace('healthcheck:', 'healthchek:'));
    expect(lint(file)).toEqual([[expect.stringContaining('instancePath="/services/postgres"')]]);
  });
});

it.each(services)('%s may do no more than it needs', (_name, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

it('every file, secret, volume and network that is named is there', () => {
  const named = (option: 'secrets' | 'networks') => new Set(services.flatMap(([, service]) => service[option] ?? []));
  expect([...named('secrets')].sort()).toEqual(Object.keys(compose.secrets).sort());
  expect([...named('networks')].sort()).toEqual(Object.keys(compose.networks).sort());
  const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] as string));
  expect(sources.filter((source) => !source.startsWith('.')).sort()).toEqual(Object.keys(compose.volumes).sort());
  const builds = services.flatMap(([, { build }]) =>
    typeof build === 'object' ? [join(build.context, build.dockerfile)] : [],
  );
  expect(builds).toHaveLength(1);
  for (const file of [...sources.filter((source) => source.startsWith('.')), ...builds]) {
    expect(existsSync(join(root, folder, file)), file).toBe(true);
  }
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    expect(file).toBe(`secrets/${name}`);
    expect(read(`${folder}/make-secrets.sh`)).toContain(name);
  }
});

it('images of our own have the version of the package', () => {
  const own = services.flatMap(([, { image, build }]) => (build ? [image] : []));
  expect(own).toEqual([
    `unified-customers:${version}`,
    `unified-customers:${version}`,
    `unified-customers-gateway:${version}`,
  ]);
});

const secrets = {
  '/run/secrets/database_url': 'postgresql://customers:0@postgres:5432/customers',
  '/run/secrets/subgraph_shared_secret': '0123456789abcdef',
  '/run/secrets/settings': '# nothing yet\n',
};

it('the service starts with these settings, and what asks it finds its ports', () => {
  const config = configurationOf(customers.environment ?? {}, secrets);
  expect(config).toMatchObject({ production: true, host: '0.0.0.0', port: 4000, adminPort: 4001 });
  expect(config.accounts).toEqual([]);
  expect(read(`${folder}/supergraph.yaml`)).toContain(`http://customers:${config.port}/graphql`);
  expect(read(`${folder}/prometheus.yml`)).toMatch(
    new RegExp(`names: \\[customers\\]\n.*\n *port: ${config.adminPort}\n`),
  );
});

it('to try it, the service emulates every provider', () => {
  const changed = { ...customers.environment, ...tried.services.customers?.environment };
  const config = configurationOf(changed, secrets);
  expect(config.accounts.length).toBeGreaterThan(0);
  expect(config.accounts.map(({ mode }) => mode)).toEqual(config.accounts.map(() => 'EMULATED'));
});
