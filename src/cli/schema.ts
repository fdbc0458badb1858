import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { errorReference } from '../graphql/error-reference.js';
import { buildSubgraph, printSubgraph } from '../graphql/schema.js';

/**
 * `npm run schema`: writes the subgraph's SDL, without and with access rules, and the reference of its errors. With
 * `--check`, fails if a file is stale.
 */
const files = new Map([
  ['schema/subgraph.graphql', printSubgraph()],
  ['schema/subgraph.authorization.graphql', printSubgraph({ authorization: true })],
  ['docs/errors.md', errorReference(buildSubgraph())],
]);

for (const [name, text] of files) {
  const file = new URL(`../../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${name} is stale; run \`npm run schema\`\n`);
    process.exitCode = 1;
  }
}
