import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import 'reflect-metadata';

const { errorReference } = await import('../../../src/graphql/error-reference.js');
const { codesWith, errorCodes } = await import('../../../src/graphql/error-codes.js');
const { buildSubgraph } = await import('../../../src/graphql/schema.js');

const schema = buildSubgraph();
const page = errorReference(schema);

it('is what docs/errors.md says; `npm run schema` writes it', () => {
  expect(page).toBe(readFileSync('docs/errors.md', 'utf8'));
});

it('has a section for every type that is an error, with what it means', () => {
  const errors = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && type.name.endsWith('Error'));
  expect(errors.length).toBeGreaterThan(10);
  for (const { name, description } of errors) expect(page).toContain(`### ${name}\n\n${description}\n`);
});

it('says of an error whether it may be repeated', () => {
  expect(page).toMatch(/^\| \[`ServiceBusyError`\].* \| yes \|/m);
  expect(page).toMatch(/^\| \[`ProviderOutcomeUnknownError`\].* \| no \|/m);
  expect(page).toMatch(/^\| `RATE_LIMIT` \| yes \|/m);
  expect(page).toMatch(/^\| `NOT_ISSUED` \| no \|/m);
});

it('lists no code that is not answered any more', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('error-codes.ts'))
    .map((name) => readFileSync(join('src', name), 'utf8'))
    .join('\n');
  const apollos = readFileSync('node_modules/@apollo/server/dist/esm/errors/index.js', 'utf8');
  const unused = Object.keys(errorCodes).filter(
    (code) => !`${sources}${apollos}`.includes(`'${code}'`) && !apollos.includes(`"${code}"`),
  );
  expect(unused).toEqual([]);
});

it('knows which codes are answered at the door', () => {
  expect(codesWith(({ atTheDoor }) => atTheDoor === true)).toEqual(['UNAUTHENTICATED', 'SERVICE_UNAVAILABLE']);
});
