import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { emailForm } from '../../domain/text.js';

/** A validator of JSON Schema 2020-12, with the formats that the providers' documents use. */
export function newAjv(options: { readonly verbose?: boolean; readonly coerceTypes?: boolean } = {}): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: false, ...options });
  addFormats.default(ajv);
  // RFC 6531, which ajv-formats does not know: what is before and after the @ may be in any script.
  ajv.addFormat('idn-email', emailForm);
  return ajv;
}
