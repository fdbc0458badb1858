import type { ErrorObject } from 'ajv/dist/2020.js';
import type { InputPath } from '../../domain/customer.js';
import type { Violation, ViolationCode } from '../../domain/violation.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { fieldPointer, strictAjv } from './ajv.js';
import { documentedViolation, type JsonSchema } from './document.js';
import { inputAt } from './input.js';
import { pointerTo } from './json-pointer.js';
import type { Mapping } from './mapping.js';
import { listed, pathName } from './wording.js';

/** Finds everything in a body that the provider's document does not allow, at the inputs to blame. */
export type WireCheck = (body: unknown, request: CreateCustomerRequest) => Violation[];

/** Compiles the check of outgoing bodies; `title` is the provider's name as people write it. */
export function compileWireCheck(schema: JsonSchema, mapping: Mapping, title: string): WireCheck {
  const validate = strictAjv.compile(schema);

  return (body, request) => {
    if (validate(body)) return [];
    const errors = withoutAlternatives(validate.errors ?? []);
    return withoutRepeats(errors.map((error) => toViolation(error, request)));
  };

  function toViolation(error: ErrorObject, request: CreateCustomerRequest): Violation {
    const documented = documentedViolation(error.parentSchema ?? {});
    const pointer = pointerOf(error);
    const path = mapping.toInputPath(pointer, request, error.propertyName === undefined ? undefined : 'name') ?? [];
    if (error.keyword === 'required' || error.keyword === 'anyOf') return missing(error, path);
    return {
      path,
      code: documented?.code ?? codes[error.keyword] ?? 'INVALID_VALUE',
      message: limitMessage(error, title, where(given(pointer, request))) ?? documented?.message ?? fallback(title),
    };
  }

  function given(pointer: string, request: CreateCustomerRequest): InputPath[] {
    return mapping.inputsOf(pointer).filter((path) => inputAt(request, path) !== undefined);
  }

  function missing(error: ErrorObject, path: InputPath): Violation {
    const named = error.keyword === 'anyOf' ? alternatives(error) : [pointerOf(error)];
    const inputs = named.flatMap((pointer) => mapping.inputsOf(pointer));
    const names = inputs.map(pathName);
    const message =
      names.length > 1
        ? `${title} needs at least one of ${names.join(', ')}.`
        : `${title} needs ${names[0] ?? (pathName(path) || 'another field')}.`;
    return { path, code: 'REQUIRED', message, alternatives: inputs };
  }
}

const codes: Readonly<Record<string, ViolationCode>> = {
  minLength: 'TOO_SHORT',
  maxLength: 'TOO_LONG',
  maxProperties: 'TOO_MANY',
  maxItems: 'TOO_MANY',
  format: 'INVALID_FORMAT',
  pattern: 'INVALID_FORMAT',
  enum: 'NOT_SUPPORTED_BY_PROVIDER',
};

const fallback = (title: string) => `${title} does not accept this value.`;

/** Sentences for the constraints that hold a number. Lengths are in Unicode code points, as JSON Schema counts. */
function limitMessage(error: ErrorObject, title: string, at: string): string | undefined {
  const limit = (error.params as { limit?: number }).limit;
  const length = typeof error.data === 'string' ? [...error.data].length : undefined;
  switch (error.keyword) {
    case 'maxLength':
      return `${title} takes at most ${limit} characters ${at}; these are ${length}.`;
    case 'minLength':
      return `${title} needs at least ${limit} characters ${at}; these are ${length}.`;
    case 'maxProperties':
      return `${title} takes at most ${limit} entries ${at}.`;
    default:
      return undefined;
  }
}

/** A text made of several inputs is longer than the one that is to blame. */
const where = (inputs: readonly InputPath[]): string =>
  inputs.length > 1 ? `for ${listed(inputs.map(pathName))} together` : 'here';

function pointerOf(error: ErrorObject): string {
  return (error.keyword === 'anyOf' ? alternatives(error)[0] : undefined) ?? fieldPointer(error);
}

/** `anyOf: [{required: [a]}, {required: [b]}]`: any of these fields would do. */
function alternatives(error: ErrorObject): string[] {
  const schemas = (error.schema ?? []) as { required?: string[] }[];
  return schemas.flatMap((schema) => (schema.required ?? []).map((name) => error.instancePath + pointerTo([name])));
}

/** The failed branches of an `anyOf` are said once, by the `anyOf` itself; a bad property name by its own error. */
function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const groups = errors.filter((error) => error.keyword === 'anyOf').map((error) => `${error.schemaPath}/`);
  return errors.filter(
    (error) =>
      error.keyword !== 'propertyNames' &&
      error.keyword !== 'if' &&
      !groups.some((group) => error.schemaPath.startsWith(group)),
  );
}

/** Several fields made of one input, or several rules that say the same of it, make one violation: the first. */
export function withoutRepeats(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ path, code }) => {
    const key = `${pathName(path)} ${code}`;
    return !seen.has(key) && seen.add(key);
  });
}
