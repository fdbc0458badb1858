import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';

const configFile = new URL('../../schema/supergraph/supergraph.yaml', import.meta.url);

/** Where the composed supergraph is kept. */
export const supergraphFile = new URL('../../schema/supergraph/supergraph.graphql', import.meta.url);

/** The subgraphs that Rover would compose: `{ name, url, typeDefs }` each. */
export function readSubgraphs() {
  const { subgraphs } = parseYaml(readFileSync(configFile, 'utf8'));
  return Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    typeDefs: parse(readFileSync(new URL(schema.file, configFile), 'utf8')),
  }));
}

/** `{ supergraphSdl, errors, hints }` of Apollo's composition. */
export function compose(subgraphs = readSubgraphs()) {
  const { supergraphSdl, errors = [], hints = [] } = composeServices(subgraphs);
  return { supergraphSdl, errors, hints };
}

/** `npm run supergraph`: writes the supergraph that the example's gateways run. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { supergraphSdl, errors, hints } = compose();
  for (const { message } of [...errors, ...hints]) process.stderr.write(`${message}\n`);
  if (supergraphSdl === undefined) process.exit(1);
  writeFileSync(supergraphFile, `${supergraphSdl.trim()}\n`);
  process.stdout.write(`wrote ${fileURLToPath(supergraphFile)}\n`);
}
