import type { ErrorObject } from 'ajv/dist/2020.js';
import type { InputPath } from '../../domain/customer.js';
import type { Violation, ViolationCode } from '../../domain/violation.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { fieldPointer, strictAjv } from './ajv.js';
import { type DocumentedViolation, documentedAdvice, documentedViolation, type JsonSchema } from './document.js';
import { pointerTo } from './json-pointer.js';
import type { Mapping } from './mapping.js';
import { listed, pathName } from './wording.js';

/** Finds everything in a body that the provider's document does not allow, as violations of the inputs it came from. */
export type WireCheck = (body: unknown, request: CreateCustomerRequest) => Violation[];

/** Compiles the check of outgoing bodies; `title` is the provider's name in messages. */
export function compileWireCheck(schema: JsonSchema, mapping: Mapping, title: string): WireCheck {
  const validate = strictAjv.compile(schema);

  return (body, request) => {
    if (validate(body)) return [];
    const errors = withoutConsequences(validate.errors ?? []);
    return withoutRepeats(errors.map((error) => toViolation(error, request)));
  };

  function toViolation(error: ErrorObject, request: CreateCustomerRequest): Violation {
    const pointer = pointerOf(error);
    const path = mapping.toInputPath(pointer, request, error.propertyName === undefined ? 'value' : 'key') ?? [];
    if (error.keyword === 'required' || error.keyword === 'anyOf') return missing(error, path);
    const documented = saidOf(error);
    const inputs = mapping.inputsIn(pointer, request);
    return {
      path,
      code: documented?.code ?? codes[error.keyword] ?? 'INVALID_VALUE',
      message:
        limitMessage(error, title, inputs, mapping.ownEntries(pointer)) ??
        documented?.message ??
        `${title} does not accept this value.`,
    };
  }

  function missing(error: ErrorObject, path: InputPath): Violation {
    const pointers = error.keyword === 'anyOf' ? alternatives(error) : [pointerOf(error)];
    const inputs = pointers.flatMap((pointer) => mapping.inputsOf(pointer));
    const advice = adviceAbout(error);
    const names = inputs.map(pathName);
    const message =
      names.length > 1
        ? `${title} requires at least one of ${names.join(', ')}.`
        : `${title} requires ${names[0] ?? (pathName(path) || 'another field')}.`;
    return { path, code: 'REQUIRED', message: advice ? `${message} ${advice}` : message, alternatives: inputs };
  }
}

/** By JSON Schema keyword. */
const codes: Readonly<Record<string, ViolationCode>> = {
  minLength: 'TOO_SHORT',
  maxLength: 'TOO_LONG',
  maxProperties: 'TOO_MANY',
  maxItems: 'TOO_MANY',
  format: 'INVALID_FORMAT',
  pattern: 'INVALID_FORMAT',
  enum: 'NOT_SUPPORTED_BY_PROVIDER',
};

const forms = ['pattern', 'format', 'enum'];
const sizes = ['minLength', 'maxLength', 'maxProperties', 'maxItems'];

/** What the document says of a refused value. Where it says what form a value must have, that is not about its size. */
function saidOf({ keyword, parentSchema = {} }: ErrorObject): DocumentedViolation | undefined {
  const isAboutForm = sizes.includes(keyword) && forms.some((form) => form in parentSchema);
  return isAboutForm ? undefined : documentedViolation(parentSchema);
}

/** Messages for lengths and counts. Lengths are in Unicode code points, as JSON Schema counts them. */
function limitMessage(
  error: ErrorObject,
  title: string,
  inputs: readonly InputPath[],
  ownEntries: number,
): string | undefined {
  const { limit } = error.params as { limit?: number };
  const length = typeof error.data === 'string' ? [...error.data].length : undefined;
  // The text that is too long may be made of several inputs, and so be longer than the one in the violation's path.
  const where = inputs.length > 1 ? `for ${listed(inputs.map(pathName))} together` : 'here';
  switch (error.keyword) {
    case 'maxLength':
      return `${title} accepts at most ${limit} characters ${where}; got ${length}.`;
    case 'minLength':
      return `${title} requires at least ${limit} characters ${where}; got ${length}.`;
    case 'maxProperties':
      return `${title} accepts at most ${Number(limit) - ownEntries} entries ${where}.`;
    default:
      return undefined;
  }
}

/** What the document advises about the property that is missing. */
function adviceAbout({ params, parentSchema = {} }: ErrorObject): string | undefined {
  const { missingProperty = '' } = params as { missingProperty?: string };
  const property = (parentSchema.properties as Record<string, JsonSchema> | undefined)?.[missingProperty];
  return property && documentedAdvice(property);
}

function pointerOf(error: ErrorObject): string {
  return (error.keyword === 'anyOf' ? alternatives(error)[0] : undefined) ?? fieldPointer(error);
}

/** Of `anyOf: [{required: [a]}, {required: [b]}]`: pointers to `a` and `b`, one of which must be there. */
function alternatives(error: ErrorObject): string[] {
  const schemas = (error.schema ?? []) as { required?: string[] }[];
  return schemas.flatMap((schema) => (schema.required ?? []).map((name) => error.instancePath + pointerTo([name])));
}

/**
 * Ajv reports some problems twice: the branches of an `anyOf` beside the `anyOf` itself, and `propertyNames` and `if`
 * beside the error within them. Only one of each is kept.
 */
function withoutConsequences(errors: readonly ErrorObject[]): ErrorObject[] {
  const branches = errors.filter((error) => error.keyword === 'anyOf').map((error) => `${error.schemaPath}/`);
  return errors.filter(
    (error) =>
      error.keyword !== 'propertyNames' &&
      error.keyword !== 'if' &&
      !branches.some((branch) => error.schemaPath.startsWith(branch)),
  );
}

/** Keeps the first violation of each input and code: several wire fields, or several rules, may be about one input. */
export function withoutRepeats(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ path, code }) => {
    const key = `${pathName(path)} ${code}`;
    return !seen.has(key) && seen.add(key);
  });
}
