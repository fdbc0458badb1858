import { Ajv2020, type ErrorObject, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { emailForm } from '../../domain/email.js';
import { pointerTo } from './json-pointer.js';

/**
 * A validator of JSON Schema 2020-12, with the formats that the providers' documents use. It does not validate the schemas
 * themselves, which would take longer than compiling them: `openapi-documents.test.ts` does.
 */
function newAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false, ...options });
  addFormats.default(ajv);
  // RFC 6531 (any script before and after the @), which ajv-formats lacks.
  ajv.addFormat('idn-email', emailForm);
  return ajv;
}

/** Its errors contain the data and the schema that do not match (`verbose`). */
export const strictAjv = newAjv({ verbose: true });
/** Accepts a text for any type that the schema asks for, and converts it in place. */
export const coercingAjv = newAjv({ coerceTypes: true });

/** JSON pointer to the field that an error is about. For one that is missing or not allowed, Ajv points to its parent. */
export function fieldPointer(error: ErrorObject): string {
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>;
  const name = missingProperty ?? additionalProperty ?? error.propertyName;
  return name === undefined ? error.instancePath : error.instancePath + pointerTo([name]);
}
