import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { Container, Namespace, PodSpec, Secret, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationOf, parseYaml, root, version } from './files.js';

const folder = 'examples/kubernetes';
const only = <T>(file: string): T => {
  const documents = parseYaml(`${folder}/${file}`);
  expect(documents).toHaveLength(1);
  return documents[0] as T;
};

interface Kustomization {
  readonly namespace: string;
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
  readonly resources: readonly string[];
}
const kustomization = only<Kustomization>('kustomization.yaml');
const deployment = only<Deployment>('deployment.yaml');
const job = only<Job>('migrate.yaml');
const secret = only<Secret>('secret.example.yaml');
const policy = only<NetworkPolicy>('network-policy.yaml');

const manifests = readdirSync(join(root, folder)).filter(
  (file) => file.endsWith('.yaml') && file !== 'kustomization.yaml',
);
const podOf = ({ spec }: Deployment | Job): PodSpec => spec?.template.spec as PodSpec;
const containerOf = (each: Deployment | Job): Container => podOf(each).containers[0] as Container;
const labelsOf = ({ spec }: Deployment | Job) => spec?.template.metadata?.labels;
const pods = [deployment, job];

describe('the manifests have the types that Kubernetes declares', () => {
  let directory: string;
  let complaints: Map<string, string>;
  beforeAll(() => {
    directory = mkdtempSync(join(root, 'node_modules', '.manifests-'));
    const misspelt = structuredClone(deployment);
    Object.assign(containerOf(misspelt), { readinesProbe: {} });
    const probes: [string, object][] = [
      ['misspelt', misspelt],
      ['of-another-type', { ...deployment, spec: { ...deployment.spec, replicas: 'two' } }],
    ];
    complaints = check([
      ...manifests.map((file): [string, object] => [file.replace('.yaml', ''), only(file)]),
      ...probes,
    ]);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** What the compiler says of each: it refuses unknown fields of what is written out, at any depth. */
  function check(named: [string, object][]): Map<string, string> {
    for (const [name, manifest] of named) {
      const { apiVersion = '', kind = '' } = manifest as { apiVersion?: string; kind?: string };
      const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
      const module = `kubernetes-types/${group?.replace(/\.k8s\.io$/, '')}/${version}.js`;
      const text = `import type { ${kind} } from '${module}';\nexport const it: ${kind} = ${JSON.stringify(manifest, null, 2)};\n`;
      writeFileSync(join(directory, `${name}.ts`), text);
    }
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', ''];
    const files = named.map(([name]) => `${name}.ts`);
    const { stdout } = spawnSync(process.execPath, [compiler, ...options, ...files], {
      encoding: 'utf8',
      cwd: directory,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    const known = new Map(
      named.map(([name]) => [name, lines.filter((line) => line.startsWith(`${name}.ts(`)).join('\n')]),
    );
    // Whatever else it says would mean that it has not checked them.
    expect(lines.filter((line) => /^\S/.test(line) && !files.some((file) => line.startsWith(`${file}(`)))).toEqual([]);
    return known;
  }

  it.each(manifests)('%s', (file) => {
    expect(complaints.get(file.replace('.yaml', ''))).toBe('');
  });

  it('what is misspelt or of another type is noticed', () => {
    expect(complaints.get('misspelt')).toContain('readinesProbe');
    expect(complaints.get('of-another-type')).toContain("'string' is not assignable to type 'number'");
  });
});

it('the kustomization names every manifest but the secret, and the version', () => {
  expect([...kustomization.resources, 'secret.example.yaml'].sort()).toEqual([...manifests].sort());
  expect(kustomization.images).toMatchObject([{ name: 'unified-customers', newTag: version }]);
  expect(job.metadata?.name).toBe(`unified-customers-migrate-${version.replaceAll('.', '-')}`);
  expect(only<Namespace>('namespace.yaml').metadata?.name).toBe(kustomization.namespace);
  expect(secret.metadata?.namespace).toBe(kustomization.namespace);
  for (const pod of pods) expect(containerOf(pod).image).toBe('unified-customers');
});

it('selectors meet the replicas, and only them where the migration has no place', () => {
  const replica = labelsOf(deployment);
  const selectors = [
    deployment.spec?.selector.matchLabels,
    only<Service>('service.yaml').spec?.selector,
    only<PodDisruptionBudget>('disruption-budget.yaml').spec?.selector?.matchLabels,
    ...(podOf(deployment).topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
  ];
  expect(selectors).toHaveLength(5);
  for (const selector of selectors) {
    expect(replica).toMatchObject(selector as object);
    expect(labelsOf(job)).not.toMatchObject(selector as object);
  }
  for (const pod of pods) expect(labelsOf(pod)).toMatchObject(policy.spec?.podSelector.matchLabels as object);
});

describe.each([
  { what: 'a replica', pod: deployment },
  { what: 'the migration', pod: job },
])('$what', ({ pod }) => {
  it('has no right that it does not need', () => {
    expect(podOf(pod)).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(containerOf(pod).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('can read its files, and nobody else', () => {
    for (const { secret: source } of podOf(pod).volumes ?? []) {
      expect(source).toMatchObject({ secretName: secret.metadata?.name, defaultMode: 0o440 });
    }
  });
});

/** The secret as the pod sees it: files by their paths. */
function filesOf(pod: Deployment | Job): Record<string, string> {
  const [mount] = containerOf(pod).volumeMounts ?? [];
  const items = podOf(pod).volumes?.[0]?.secret?.items;
  const entries = Object.entries(secret.stringData ?? {}).filter(
    ([key]) => items?.some((item) => item.key === key) ?? true,
  );
  return Object.fromEntries(entries.map(([key, value]) => [`${mount?.mountPath}/${key}`, value]));
}
const settingsOf = (pod: Deployment | Job): Record<string, string> =>
  Object.fromEntries((containerOf(pod).env ?? []).map(({ name, value = '' }) => [name, value]));

it('the replicas start with these settings and the secret of the example', () => {
  const config = configurationOf(settingsOf(deployment), filesOf(deployment));
  expect(config).toMatchObject({ production: true, host: '0.0.0.0', fromFiles: true });
  expect(config.sharedSecrets).toHaveLength(1);
  expect(config.accounts).toHaveLength(1);
  expect(containerOf(deployment).ports).toEqual([
    { name: 'graphql', containerPort: config.port },
    { name: 'admin', containerPort: config.adminPort },
  ]);
  expect(labelsOf(deployment)).toBeDefined();
  expect(deployment.spec?.template.metadata?.annotations?.['prometheus.io/port']).toBe(String(config.adminPort));
});

it('the migration finds its database', () => {
  expect(filesOf(job)[settingsOf(job).DATABASE_URL_FILE ?? '']).toMatch(/^postgresql:/);
});

it('probes ask the admin port, and a replica has the time to stop that the operations guide asks for', () => {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = containerOf(deployment);
  const asked = [livenessProbe, startupProbe, readinessProbe].map((probe) => probe?.httpGet);
  expect(asked.map((each) => each?.port)).toEqual(['admin', 'admin', 'admin']);
  expect(asked.map((each) => each?.path)).toEqual(['/healthz', '/healthz', '/readyz']);
  const [program, seconds] = lifecycle?.preStop?.exec?.command ?? [];
  expect(program).toBe('sleep');
  expect(podOf(deployment).terminationGracePeriodSeconds).toBe(Number(seconds) + 30);
});
