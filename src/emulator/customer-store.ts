import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EmulatedAnswer, EmulatedCustomerStore } from '../datasources/provider-emulator.js';

type Customer = Readonly<Record<string, unknown>>;

/** The answer to repeats with an idempotency key, and the request body that the key was first used with. */
export interface StoredAnswer {
  readonly answer: EmulatedAnswer;
  readonly request: string;
}

/** One line of the file. */
type Entry = { readonly customer: Customer } | ({ readonly key: string } & StoredAnswer);

export interface CustomerStore extends EmulatedCustomerStore {
  /** The answer stored under an idempotency key. */
  answerTo(key: string): StoredAnswer | undefined;
  /** Durable before it returns. */
  rememberAnswer(key: string, answer: StoredAnswer): void;
  close(): void;
}

/**
 * Opens the customer store of one provider: in memory only, or with `file` also on disk, as JSON lines that are appended.
 * Each line is handed to the operating system before the request is answered, so a killed process loses nothing that it
 * has acknowledged. A last line that the kill cut short is dropped when the file is read again.
 */
export function openCustomerStore(file?: string): CustomerStore {
  const customers: Customer[] = [];
  const answers = new Map<string, StoredAnswer>();
  /** The first customer by field, then by value. An index is built when its field is first searched. */
  const indexes = new Map<string, Map<string, Customer>>();

  const load = (entry: Entry): void => {
    if ('customer' in entry) {
      customers.push(entry.customer);
      for (const [field, index] of indexes) addToIndex(index, field, entry.customer);
    } else {
      answers.set(entry.key, { answer: entry.answer, request: entry.request });
    }
  };

  if (file !== undefined) for (const entry of readEntries(file)) load(entry);
  const descriptor = file === undefined ? undefined : openSync(file, 'a', 0o600);
  const write = (entry: Entry): void => {
    if (descriptor !== undefined) appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
    load(entry);
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
    answerTo: (key) => answers.get(key),
    rememberAnswer: (key, answer) => write({ key, ...answer }),
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

/** Reads the file, and truncates it after its last complete line, so that the next one starts on a line of its own. */
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
        throw new Error(`${file}: line ${index + 1} is not JSON; delete the file to start without customers`);
      }
    });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Bytes from here on are not used: a modulo over all 256 values would favour the first letters of the alphabet. */
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
