import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBooks } from '../../../src/emulator/books.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-'));
  file = join(folder, 'emulator', 'acme.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the books of an emulated provider', () => {
  it('find the first customer by any text field, those added later included', () => {
    const books = openBooks();
    books.add({ id: '1', email: 'a@example.com', age: 3 });
    expect(books.find('email', 'a@example.com')).toMatchObject({ id: '1' });
    books.add({ id: '2', email: 'a@example.com' });
    books.add({ id: '3', email: 'c@example.com' });
    expect(books.find('email', 'a@example.com')).toMatchObject({ id: '1' });
    expect(books.find('email', 'c@example.com')).toMatchObject({ id: '3' });
    expect(books.find('email', 'd@example.com')).toBeUndefined();
    expect(books.find('age', '3')).toBeUndefined();
  });

  it('find what was added after the field was first asked for', () => {
    const books = openBooks();
    expect(books.find('id', '1')).toBeUndefined();
    books.add({ id: '1' });
    expect(books.find('id', '1')).toEqual({ id: '1' });
  });

  it('come back from disk with customers and remembered answers, in order', () => {
    const remembered = { answer: { status: 201, body: { id: '1' } }, request: '{}' };
    const first = openBooks(file);
    first.add({ id: '1', name: 'Ásha 🙂\n' });
    first.add({ id: '2' });
    first.remember('key', remembered);
    first.close();

    const second = openBooks(file);
    expect(second.customers()).toEqual([{ id: '1', name: 'Ásha 🙂\n' }, { id: '2' }]);
    expect(second.recall('key')).toEqual(remembered);
    second.close();
  });

  it('drop a last line that was cut off, and write the next one whole', () => {
    const first = openBooks(file);
    first.add({ id: '1' });
    first.close();
    appendFileSync(file, '{"customer":{"id":"2');

    const second = openBooks(file);
    expect(second.customers()).toEqual([{ id: '1' }]);
    second.add({ id: '3' });
    second.close();
    expect(readFileSync(file, 'utf8')).toBe('{"customer":{"id":"1"}}\n{"customer":{"id":"3"}}\n');
  });

  it('name the line that is damaged anywhere else', () => {
    openBooks(file).close();
    writeFileSync(file, '{"customer":{"id":"1"}}\nnonsense\n');
    expect(() => openBooks(file)).toThrow(/acme\.jsonl: line 2/);
  });

  it('make ids of the length asked for that do not repeat', () => {
    const books = openBooks();
    const ids = new Set(Array.from({ length: 1000 }, () => books.newId('cus_', 21)));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^cus_[A-Za-z0-9]{21}$/);
  });
});
