import { isDeepStrictEqual } from 'node:util';
import type { InputPath } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { FieldMapping } from '../provider-definition.js';
import type { JsonSchema } from './document.js';
import { givenPaths, inputAt } from './input.js';
import { pointerTo, segmentsOf } from './json-pointer.js';
import { isRecord, valueAt } from './values.js';
import { pathName } from './wording.js';

type Body = Record<string, unknown>;

/** A provider's mapping table, compiled to be read in both directions. */
export interface Mapping {
  /** Forwards: the request body. */
  toWire(request: CreateCustomerRequest): Body;
  /**
   * Backwards: the input that a wire field was made from; undefined if it was made from none.
   *
   * @param field a JSON pointer (`/customerDetails/email`), or a bare field name as providers use it in their errors
   *   (`email_address`).
   * @param wrongPart where the field is an entry of a list of keys and values: whether its key or its value is wrong.
   */
  toInputPath(field: string, request: CreateCustomerRequest, wrongPart?: 'key' | 'value'): InputPath | undefined;
  /** Every input that a wire field, given as a JSON pointer, may be made from. */
  inputsOf(pointer: string): readonly InputPath[];
  /** The inputs of a request that a wire field, given as a JSON pointer, is made from. */
  inputsIn(pointer: string, request: CreateCustomerRequest): readonly InputPath[];
  /** How many entries of a wire field, given as a JSON pointer, are our own. */
  ownEntries(pointer: string): number;
  /** Inputs for which a record, with the same fields as the request body, shows other values than the request has. */
  differences(record: unknown, request: CreateCustomerRequest): InputPath[];
  /** Inputs of the request that no wire field is made from, or only one that they have no value for. */
  notSent(request: CreateCustomerRequest): InputPath[];
}

/** Compiles a table; throws when two rows fill the same wire field. */
export function compileMapping(fields: readonly FieldMapping[], schema: JsonSchema): Mapping {
  const rows = fields.map((field) => ({ ...field, segments: segmentsOf(field.wire) }));
  const byPointer = new Map(rows.map((row) => [row.wire, row]));
  if (byPointer.size !== rows.length) throw new Error('A wire field has two rows in the mapping table');
  const containers = requiredObjects(schema);

  return {
    toWire(request) {
      const body: Body = {};
      for (const container of containers) write(body, container, {});
      for (const row of rows) {
        const value = valueOf(row, request);
        if (value !== undefined) write(body, row.segments, value);
      }
      return body;
    },

    differences(record, request) {
      const different = rows.flatMap((row) => {
        const [sent, shown] = [valueOf(row, request), valueAt(record, ...row.segments)];
        if (sent === undefined || shown === undefined || isSame(row, sent, shown)) return [];
        return usedInputs(row, request).filter((path) => inputAt(request, path) !== undefined);
      });
      // Several wire fields may be made from one input, such as a telephone number and its country code.
      return [...new Map(different.map((path) => [pathName(path), path])).values()];
    },

    toInputPath(field, request, wrongPart = 'value') {
      const segments = field.startsWith('/') ? segmentsOf(field) : [field];
      // The pointer may lead into a field that has a row: to an entry of a list, for example.
      for (let length = segments.length; length > 0; length--) {
        const row =
          byPointer.get(pointerTo(segments.slice(0, length))) ?? (length === 1 ? byName(segments[0]) : undefined);
        if (!row) continue;
        const key = segments[length];
        const entry = key === undefined ? undefined : entryPath(row, segments.slice(length), request, wrongPart);
        return entry ?? likeliestInput(usedInputs(row, request), request);
      }
      return undefined;
    },

    inputsOf(pointer) {
      const row = byPointer.get(pointer);
      return row ? possibleInputs(row) : [];
    },

    inputsIn(pointer, request) {
      const row = byPointer.get(pointer);
      return row ? usedInputs(row, request).filter((path) => inputAt(request, path) !== undefined) : [];
    },

    ownEntries: (pointer) => byPointer.get(pointer)?.ownKeys?.length ?? 0,

    notSent(request) {
      const sent = new Set<string>();
      const leftOut = new Set<string>();
      for (const row of rows) {
        if (valueOf(row, request) !== undefined) addNames(sent, usedInputs(row, request));
        if (row.leavesOut) addNames(leftOut, row.leavesOut(request));
      }
      return givenPaths(request).filter((path) => !sent.has(pathName(path)) || leftOut.has(pathName(path)));
    },
  };

  /** Providers name a nested field by its last part alone. */
  function byName(name: string | undefined) {
    return rows.find((row) => row.segments.at(-1) === name);
  }
}

function addNames(names: Set<string>, paths: readonly InputPath[]): void {
  for (const path of paths) names.add(pathName(path));
}

/** Providers may store an e-mail address in small letters. */
function isSame({ input }: FieldMapping, sent: unknown, shown: unknown): boolean {
  if (input[0]?.[0] !== 'email') return isShown(sent, shown);
  return String(sent).toLowerCase() === String(shown).toLowerCase();
}

/** Whether what was sent is there, whatever else is: objects may show more members, such as ids of the provider's. */
function isShown(sent: unknown, shown: unknown): boolean {
  if (Array.isArray(sent) && Array.isArray(shown)) {
    return sent.length === shown.length && sent.every((entry, index) => isShown(entry, shown[index]));
  }
  if (!isRecord(sent) || !isRecord(shown)) return isDeepStrictEqual(sent, shown);
  return Object.entries(sent).every(([name, member]) => isShown(member, valueAt(shown, name)));
}

/** Every input that a row may take its value from. */
export const possibleInputs = ({ input, instead }: FieldMapping): readonly InputPath[] =>
  instead ? [...input, instead] : input;

/** The inputs that a row takes its value from in this request. */
function usedInputs({ input, instead }: FieldMapping, request: CreateCustomerRequest): readonly InputPath[] {
  const replaced = instead && input.every((path) => inputAt(request, path) === undefined);
  return replaced && inputAt(request, instead) !== undefined ? [instead] : input;
}

function valueOf(row: FieldMapping, request: CreateCustomerRequest): unknown {
  const [first = []] = usedInputs(row, request);
  return row.value && first !== row.instead ? row.value(request) : inputAt(request, first);
}

/** Which of several inputs of one wire field is likeliest to be wrong: the longest that was given, else the first. */
function likeliestInput(inputs: readonly InputPath[], request: CreateCustomerRequest): InputPath | undefined {
  const length = (path: InputPath) => {
    const value = inputAt(request, path);
    if (value === undefined) return -1;
    return typeof value === 'string' ? value.length : 0;
  };
  return inputs.reduce<InputPath | undefined>(
    (likeliest, path) => (likeliest === undefined || length(path) > length(likeliest) ? path : likeliest),
    undefined,
  );
}

/** Where the inputs are lists: the path to the entry at this position, or with this key, and to what is wrong in it. */
function entryPath(
  { input: inputs, entryAt }: FieldMapping,
  [key = '', member]: readonly string[],
  request: CreateCustomerRequest,
  wrongPart: 'key' | 'value',
): InputPath | undefined {
  if (/^\d+$/.test(key) && entryAt) return entryAt(request, Number(key), member);
  for (const path of inputs) {
    const entries = inputAt(request, path);
    if (!Array.isArray(entries)) continue;
    if (typeof entries[Number(key)] === 'string') return [...path, key];
    const index = entries.findIndex((entry) => valueAt(entry, 'key') === key);
    if (index < 0) continue;
    const part = wrongPart === 'value' && valueAt(entries[index], 'json') === true ? 'json' : wrongPart;
    return [...path, String(index), part];
  }
  return undefined;
}

/** Objects that the schema requires. They are sent even when empty, so that each missing field in them is reported. */
function requiredObjects(schema: JsonSchema, at: readonly string[] = []): string[][] {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return ((schema.required ?? []) as string[]).flatMap((name) => {
    const property = properties[name];
    return property?.type === 'object' ? [[...at, name], ...requiredObjects(property, [...at, name])] : [];
  });
}

function write(body: Body, segments: readonly string[], value: unknown): void {
  let node = body;
  for (let index = 0; index < segments.length - 1; index++) {
    const segment = segments[index] as string;
    node[segment] ??= {};
    node = node[segment] as Body;
  }
  node[segments.at(-1) as string] = value;
}
