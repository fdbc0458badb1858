// Fails when schema/subgraph.graphql breaks clients, or subgraphs that refer to its entities, of the last release: the
// newest version in schema/releases/. What was decided on all the same is in schema/releases/accepted.json, with the reason.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { buildASTSchema, findBreakingChanges, findDangerousChanges, parse } from 'graphql';

const releases = new URL('releases/', import.meta.url);
/** Federation's directives are declared by the gateway's composition, not in the file. */
const read = (url) => buildASTSchema(parse(readFileSync(url, 'utf8')), { assumeValidSDL: true });

/** The keys by which other subgraphs refer to its entities; to graphql-js, directives are no part of what can break. */
const keysOf = ({ astNode }) =>
  (astNode?.directives ?? [])
    .filter(({ name }) => name.value === 'key')
    .flatMap(({ arguments: given = [] }) => given.filter(({ name }) => name.value === 'fields'))
    .map(({ value }) => value.value);

function lostKeys(before, now) {
  return Object.values(before.getTypeMap()).flatMap((type) => {
    const current = now.getType(type.name);
    const kept = current ? keysOf(current) : [];
    return keysOf(type)
      .filter((fields) => current && !kept.includes(fields))
      .map((fields) => ({ description: `${type.name} is no entity by "${fields}" any more.` }));
  });
}

function lastRelease() {
  return readdirSync(releases)
    .flatMap((name) => /^(\d+\.\d+\.\d+)\.graphql$/.exec(name)?.[1] ?? [])
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

/** Decisions since a release, by the description of the change. */
function acceptedSince(release) {
  const file = new URL('accepted.json', releases);
  const accepted = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return new Map(accepted.filter(({ since }) => since === release).map((one) => [one.description, one.because]));
}

const release = lastRelease();
const before = read(new URL(`${release}.graphql`, releases));
const now = read(new URL('subgraph.graphql', import.meta.url));
for (const { description } of findDangerousChanges(before, now)) process.stdout.write(`careful: ${description}\n`);
const accepted = acceptedSince(release);
const found = [...findBreakingChanges(before, now), ...lostKeys(before, now)];
const breaking = found.filter(({ description }) => !accepted.has(description));
for (const { description } of found) {
  if (accepted.has(description)) process.stdout.write(`accepted: ${description} ${accepted.get(description)}\n`);
}
for (const { description } of breaking) process.stderr.write(`breaking since ${release}: ${description}\n`);
if (breaking.length > 0) process.exitCode = 1;
else process.stdout.write(`Nothing ${found.length > 0 ? 'else ' : ''}breaks since ${release}.\n`);
