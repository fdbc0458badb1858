// Fails when schema/subgraph.graphql breaks clients, or subgraphs that refer to its entities, of the last release: the newest
// tag `v…` that this commit descends from.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { buildASTSchema, findBreakingChanges, findDangerousChanges, parse } from 'graphql';

const file = 'schema/subgraph.graphql';
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
/** Federation's directives are declared by the gateway's composition, not in the file. */
const build = (sdl) => buildASTSchema(parse(sdl), { assumeValidSDL: true });

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
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v*').trim();
  } catch {
    return undefined;
  }
}

const tag = lastRelease();
if (tag === undefined) {
  process.stdout.write('No release yet: nothing can break.\n');
} else {
  const before = build(git('show', `${tag}:${file}`));
  const now = build(readFileSync(new URL('subgraph.graphql', import.meta.url), 'utf8'));
  for (const { description } of findDangerousChanges(before, now)) process.stdout.write(`careful: ${description}\n`);
  const breaking = [...findBreakingChanges(before, now), ...lostKeys(before, now)];
  for (const { description } of breaking) process.stderr.write(`breaking since ${tag}: ${description}\n`);
  if (breaking.length > 0) process.exitCode = 1;
  else process.stdout.write(`Nothing breaks since ${tag}.\n`);
}
