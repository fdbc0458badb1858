import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCustomerStore } from '../../../src/emulator/customer-store.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customer-store-'));
  file = join(folder, 'emulator', 'acme.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the customer store of an emulated provider', () => {
  it('finds the first customer by any text field, those added later included', () => {
    const store = openCustomerStore();
    store.add({ id: '1', email: 'a@example.com', age: 3 });
    expect(store.find('email', 'a@example.com')).toMatchObject({ id: '1' });
    store.add({ id: '2', email: 'a@example.com' });
    store.add({ id: '3', email: 'c@example.com' });
    expect(store.find('email', 'a@example.com')).toMatchObject({ id: '1' });
    expect(store.find('email', 'c@example.com')).toMatchObject({ id: '3' });
    expect(store.find('email', 'd@example.com')).toBeUndefined();
    expect(store.find('age', '3')).toBeUndefined();
  });

  it('finds what was added after the field was first asked for', () => {
    const store = openCustomerStore();
    expect(store.find('id', '1')).toBeUndefined();
    store.add({ id: '1' });
    expect(store.find('id', '1')).toEqual({ id: '1' });
  });

  it('comes back from disk with customers and remembered answers, in order', () => {
    const remembered = { answer: { status: 201, body: { id: '1' } }, request: '{}' };
    const first = openCustomerStore(file);
    first.add({ id: '1', name: 'Ásha 🙂\n' });
    first.add({ id: '2' });
    first.rememberAnswer('key', remembered);
    first.close();

    const second = openCustomerStore(file);
    expect(second.customers()).toEqual([{ id: '1', name: 'Ásha 🙂\n' }, { id: '2' }]);
    expect(second.answerTo('key')).toEqual(remembered);
    second.close();
  });

  it('reads the files of earlier versions', () => {
    openCustomerStore(file).close();
    const answer = { status: 409, body: { error: 'taken' }, headers: { 'retry-after': '1' } };
    writeFileSync(file, `{"customer":{"id":"1"}}\n${JSON.stringify({ key: 'k', answer, request: '{}' })}\n`);
    const store = openCustomerStore(file);
    expect(store.customers()).toEqual([{ id: '1' }]);
    expect(store.answerTo('k')).toEqual({ answer, request: '{}' });
    store.close();
  });

  it('drops a last line that was cut off, and writes the next one whole', () => {
    const first = openCustomerStore(file);
    first.add({ id: '1' });
    first.close();
    appendFileSync(file, '{"customer":{"id":"2');

    const second = openCustomerStore(file);
    expect(second.customers()).toEqual([{ id: '1' }]);
    second.add({ id: '3' });
    second.close();
    expect(readFileSync(file, 'utf8')).toBe('{"customer":{"id":"1"}}\n{"customer":{"id":"3"}}\n');
  });

  it('names the line that is damaged anywhere else', () => {
    openCustomerStore(file).close();
    writeFileSync(file, '{"customer":{"id":"1"}}\nnonsense\n');
    expect(() => openCustomerStore(file)).toThrow(/acme\.jsonl: line 2/);
  });

  it('makes ids of the length asked for that do not repeat', () => {
    const store = openCustomerStore();
    const ids = new Set(Array.from({ length: 1000 }, () => store.newId('cus_', 21)));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^cus_[A-Za-z0-9]{21}$/);
  });
});
