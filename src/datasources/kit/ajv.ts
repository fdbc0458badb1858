import { Ajv2020, type ErrorObject, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { emailForm } from '../../domain/text.js';
import { pointerTo } from './json-pointer.js';

/**
 * A validator of JSON Schema 2020-12, with the formats that the providers' documents use. That their schemas are schemas is
 * a test's to say (openapi-documents.test.ts): it takes longer than all the rest of compiling them.
 */
function newAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false, ...options });
  addFormats.default(ajv);
  // RFC 6531, which ajv-formats does not know: what is before and after the @ may be in any script.
  ajv.addFormat('idn-email', emailForm);
  return ajv;
}

/** Its errors hold the data and the schema that do not go together. */
export const strictAjv = newAjv({ verbose: true });
/** Takes a text for whatever type the schema gives, and changes what it looks at to that. */
export const coercingAjv = newAjv({ coerceTypes: true });

/** JSON pointer to the field that an error is about. For one that is missing or not allowed, Ajv points to its parent. */
export function fieldPointer(error: ErrorObject): string {
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>;
  const name = missingProperty ?? additionalProperty ?? error.propertyName;
  return name === undefined ? error.instancePath : error.instancePath + pointerTo([name]);
}
