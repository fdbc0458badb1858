import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { printSubgraph } from '../graphql/schema.js';

/** `npm run schema`: writes the subgraph's SDL, without and with access rules. With `--check`, fails if a file is stale. */
const files = new Map([
  ['schema/subgraph.graphql', printSubgraph()],
  ['schema/subgraph.authorization.graphql', printSubgraph({ authorization: true })],
]);

for (const [name, sdl] of files) {
  const file = new URL(`../../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, sdl);
  } else if (readFileSync(file, 'utf8') !== sdl) {
    process.stderr.write(`${name} is stale; run \`npm run schema\`\n`);
    process.exitCode = 1;
  }
}
