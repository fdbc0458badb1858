import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EmulatedAnswer, EmulatedCustomerStore } from '../datasources/provider-emulator.js';

type Customer = Readonly<Record<string, unknown>>;

/** What a repeat with the same idempotency key is answered, and the body that the key came with. */
export interface Remembered {
  readonly answer: EmulatedAnswer;
  readonly request: string;
}

/** One line of the file. */
type Entry = { readonly customer: Customer } | ({ readonly key: string } & Remembered);

export interface CustomerStore extends EmulatedCustomerStore {
  recall(key: string): Remembered | undefined;
  /** Durable before it returns. */
  remember(key: string, remembered: Remembered): void;
  close(): void;
}

/**
 * What one emulated provider remembers: in memory, and with `file` also as JSON lines that are only ever appended to.
 * A line is with the operating system before the answer goes out, so nothing acknowledged is lost when the process is
 * killed; a line cut off by that is dropped when the file is read again.
 */
export function openCustomerStore(file?: string): CustomerStore {
  const customers: Customer[] = [];
  const answers = new Map<string, Remembered>();
  /** By field, then by value: the first customer that has it. Built when a field is first asked for. */
  const indexes = new Map<string, Map<string, Customer>>();

  const keep = (entry: Entry): void => {
    if ('customer' in entry) {
      customers.push(entry.customer);
      for (const [field, index] of indexes) addToIndex(index, field, entry.customer);
    } else {
      answers.set(entry.key, { answer: entry.answer, request: entry.request });
    }
  };

  if (file !== undefined) for (const entry of readEntries(file)) keep(entry);
  const descriptor = file === undefined ? undefined : openSync(file, 'a', 0o600);
  const write = (entry: Entry): void => {
    if (descriptor !== undefined) appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
    keep(entry);
  };

  return {
    customers: () => customers,
    find(field, value) {
      let index = indexes.get(field);
      if (index === undefined) {
        index = new Map();
        for (const customer of customers) addToIndex(index, field, customer);
        indexes.set(field, index);
      }
      return index.get(value);
    },
    add: (customer) => write({ customer }),
    recall: (key) => answers.get(key),
    remember: (key, remembered) => write({ key, ...remembered }),
    newId,
    now: () => new Date(),
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

function addToIndex(index: Map<string, Customer>, field: string, customer: Customer): void {
  const value = customer[field];
  if (typeof value === 'string' && !index.has(value)) index.set(value, customer);
}

/** Reads the file, and cuts off a last line that was not written to its end, so that the next one starts cleanly. */
function readEntries(file: string): Entry[] {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  if (whole.length < bytes.length) truncateSync(file, whole.length);
  return whole
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        return JSON.parse(line) as Entry;
      } catch {
        throw new Error(`${file}: line ${index + 1} is not JSON; delete the file to start with empty store`);
      }
    });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A modulo would favour the first letters a little; bytes above the last full run are thrown away instead. */
const evenLimit = 256 - (256 % alphabet.length);

function newId(prefix: string, length: number): string {
  let id = '';
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < evenLimit && id.length < length) id += alphabet.charAt(byte % alphabet.length);
    }
  }
  return prefix + id;
}
