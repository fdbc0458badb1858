import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.js';

const document = 'query { __typename }';
const hash = createHash('sha256').update(document).digest('hex');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trusted-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: string) => {
  const path = join(folder, 'documents.json');
  writeFileSync(path, content);
  return readConfig({ TRUSTED_DOCUMENTS: path }).trustedDocuments;
};

it('without it, any document may be executed', () => {
  expect(readConfig({}).trustedDocuments).toBeUndefined();
});

it('reads the documents by their hash', () => {
  expect(read(JSON.stringify({ [hash]: document }))).toEqual(new Map([[hash, document]]));
});

it('refuses a path that leads to no file', () => {
  expect(() => readConfig({ TRUSTED_DOCUMENTS: join(folder, 'nothing.json') })).toThrow(
    'TRUSTED_DOCUMENTS must be the path of a JSON file',
  );
});

it.each([
  ['no JSON', '{', 'must be the path of a JSON file'],
  ['no documents', '{}', 'must name a JSON file with documents keyed by SHA-256'],
  ['null', 'null', 'must name a JSON file with documents keyed by SHA-256'],
  ['a list', JSON.stringify([document]), '0 is not the SHA-256 of a document'],
  ['the hash of another document', JSON.stringify({ [hash]: `${document} ` }), `${hash} is not the SHA-256`],
  ['a document that is no text', JSON.stringify({ [hash]: { document } }), `${hash} is not the SHA-256`],
])('refuses %s', (_, content, says) => {
  expect(() => read(content)).toThrow(says);
});
