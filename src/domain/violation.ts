import type { InputPath } from './customer.js';

/** Every violation code with its meaning. Codes are stable, so that a frontend can switch on them. */
export const violationCodes = {
  REQUIRED: 'The provider requires this input, and it is missing.',
  TOO_SHORT: 'Shorter than allowed.',
  TOO_LONG: 'Longer than allowed.',
  TOO_MANY: 'More entries than allowed.',
  INVALID_FORMAT: 'Not in the expected format, for example of an e-mail address, a date, a phone number or an id.',
  INVALID_CHARACTERS: 'Contains characters that are not allowed.',
  INVALID_VALUE: 'Not one of the allowed values.',
  DUPLICATE: 'Given more than once where it must be unique.',
  CONFLICT: 'Contradicts what is stored for this customer, or another value of the same input.',
  NOT_SUPPORTED_BY_PROVIDER: 'Valid, but this provider cannot accept it.',
  REFUSED_BY_PROVIDER: 'The provider refused the value; its own words are in the message.',
} as const;

export type ViolationCode = keyof typeof violationCodes;

/** One mistake in the input, with the path of the input to correct. */
export interface Violation {
  /** Empty when no single input is at fault. */
  readonly path: InputPath;
  readonly code: ViolationCode;
  /** A sentence that describes a valid value. */
  readonly message: string;
  /** For a missing input that can be given in several places: all their paths, `path` among them. */
  readonly alternatives?: readonly InputPath[];
}
