// Writes a software bill of materials of what production installs (CycloneDX), and checks the licences in it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';

const [file = 'coverage/sbom.cdx.json'] = process.argv.slice(2);

/** Licences that let anybody use and pass on a package, with the notice that it brings. */
const permissive = new Set(
  '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC0-1.0 ISC MIT Unlicense'.split(' '),
);

/** Others, which somebody has read. */
const known = new Map([
  // May be used and passed on; not to offer the package itself to others as a service, and this service does not.
  ['@apollo/federation-internals', 'Elastic-2.0'],
]);

const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--omit=dev', '--sbom-format=cyclonedx'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) throw new Error(`npm sbom ended with ${status}: ${stderr}`);
const { components } = JSON.parse(stdout);

const licencesOf = ({ licenses = [] }) =>
  licenses.flatMap(({ license, expression }) =>
    (license?.id ?? license?.name ?? expression ?? '').split(/[()]|\s+(?:AND|OR)\s+/).filter(Boolean),
  );
const counts = new Map();
const unknown = [];
for (const component of components) {
  const licences = licencesOf(component);
  const name = [component.group, component.name].filter(Boolean).join('/');
  for (const licence of licences) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const isKnown = (licence) => permissive.has(licence) || known.get(name) === licence;
  if (licences.length === 0 || !licences.every(isKnown)) unknown.push(`${name}: ${licences.join(', ') || 'none'}`);
}
writeFileSync(file, stdout);
for (const [licence, count] of [...counts].sort(([, a], [, b]) => b - a))
  console.log(String(count).padStart(4), licence);
console.log(`${components.length} packages, written to ${file}`);
if (unknown.length > 0) {
  console.error(`Licences to be read first, and then named in test/licences/sbom.mjs:\n${unknown.join('\n')}`);
  process.exitCode = 1;
}
