import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';

const folder = new URL('../../schema/supergraph/', import.meta.url);

/** The example's supergraphs, as it is and with access rules, by the name of the files they have in `schema/supergraph/`. */
export const supergraphNames = ['supergraph', 'supergraph.authorization'];

/** Where the composed supergraph is kept. */
export const supergraphFile = (name) => new URL(`${name}.graphql`, folder);

/** The subgraphs that Rover would compose: `{ name, url, typeDefs }` each. */
export function readSubgraphs(supergraphName = 'supergraph') {
  const configFile = new URL(`${supergraphName}.yaml`, folder);
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

/** `npm run supergraph`: writes the supergraphs that the example's gateways run. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const name of supergraphNames) {
    const { supergraphSdl, errors, hints } = compose(readSubgraphs(name));
    for (const { message } of [...errors, ...hints]) process.stderr.write(`${message}\n`);
    if (supergraphSdl === undefined) process.exit(1);
    writeFileSync(supergraphFile(name), `${supergraphSdl.trim()}\n`);
    process.stdout.write(`wrote ${fileURLToPath(supergraphFile(name))}\n`);
  }
}
