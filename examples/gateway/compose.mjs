import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';

/** The supergraphs of this example, with and without access rules, by the names of their files in this folder. */
export const supergraphNames = ['supergraph', 'supergraph.authorization'];

/** The file of a composed supergraph. */
export const supergraphFile = (name) => new URL(`${name}.graphql`, import.meta.url);

/** The subgraphs that Rover would compose: `{ name, url, typeDefs }` each. */
export function readSubgraphs(supergraphName = 'supergraph') {
  const configFile = new URL(`${supergraphName}.yaml`, import.meta.url);
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

/** Run as a program, it writes the supergraphs that the gateways serve, or those that it is given the names of. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , ...named] = process.argv;
  for (const name of named.length > 0 ? named : supergraphNames) {
    const { supergraphSdl, errors, hints } = compose(readSubgraphs(name));
    for (const { message } of [...errors, ...hints]) process.stderr.write(`${message}\n`);
    if (supergraphSdl === undefined) process.exit(1);
    writeFileSync(supergraphFile(name), `${supergraphSdl.trim()}\n`);
    process.stdout.write(`wrote ${fileURLToPath(supergraphFile(name))}\n`);
  }
}
