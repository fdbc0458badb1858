import type { ValidateFunction } from 'ajv/dist/2020.js';
import { coercingAjv, fieldPointer, strictAjv } from '../datasources/kit/ajv.js';
import type { Operation, Parameter } from '../datasources/kit/document.js';
import type { EmulatedProblem, EmulatedRequest } from '../datasources/provider-emulator.js';

/** Returns everything in a request that the document does not allow. */
export type DocumentCheck = (request: EmulatedRequest) => readonly EmulatedProblem[];

export const formMediaType = 'application/x-www-form-urlencoded';

/** Compiles the check of one operation's requests. */
export function compileDocumentCheck(operation: Operation): DocumentCheck {
  const form = operation.mediaType === formMediaType;
  // Form fields and parameters are sent as text, whatever type the document gives them.
  const body = operation.requestSchema && (form ? coercingAjv : strictAjv).compile(operation.requestSchema);
  const headers = compileParameters('header', operation);
  const query = compileParameters('query', operation);

  return (request) => [
    ...problems(headers, request.headers, (name) => `header:${name}`),
    ...problems(query, request.query, (name) => `query:${name}`),
    // Coercion changes the object that it checks, but the operation must see the text that was sent.
    ...problems(body, form ? { ...request.body } : request.body),
  ];
}

function compileParameters(place: Parameter['in'], operation: Operation): ValidateFunction | undefined {
  const parameters = operation.parameters.filter((parameter) => parameter.in === place);
  if (parameters.length === 0) return undefined;
  const name = (parameter: Parameter) => (place === 'header' ? parameter.name.toLowerCase() : parameter.name);
  return coercingAjv.compile({
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [name(parameter), parameter.schema])),
    required: parameters.filter((parameter) => parameter.required).map(name),
  });
}

function problems(
  validate: ValidateFunction | undefined,
  data: unknown,
  pointer?: (name: string) => string,
): EmulatedProblem[] {
  if (validate === undefined || validate(pointer === undefined ? data : { ...(data as object) })) return [];
  return (validate.errors ?? []).map((error) => ({
    pointer: pointer?.(fieldPointer(error).slice(1)) ?? fieldPointer(error),
    keyword: error.keyword,
    message: error.message ?? 'is not allowed',
  }));
}
