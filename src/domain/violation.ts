import type { InputPath } from './customer.js';

/** Every way in which an input can be wrong, with what it means; a frontend may switch on the code. */
export const violationCodes = {
  REQUIRED: 'The provider needs this, and it was not given.',
  TOO_SHORT: 'Shorter than allowed.',
  TOO_LONG: 'Longer than allowed.',
  TOO_MANY: 'More entries than allowed.',
  INVALID_FORMAT: 'Not in the expected form: an e-mail address, a date, a telephone number, an id.',
  INVALID_CHARACTERS: 'Holds characters that are not allowed.',
  INVALID_VALUE: 'Not one of the values that exist.',
  DUPLICATE: 'Given more than once where it must be unique.',
  CONFLICT: 'Contradicts what is stored for this customer.',
  NOT_SUPPORTED_BY_PROVIDER: 'Valid in itself, but this provider cannot take it.',
  REFUSED_BY_PROVIDER: 'The provider itself refused the value; its own words are in the message.',
} as const;

export type ViolationCode = keyof typeof violationCodes;

/** One thing the caller can correct, at the place in the input where it can be corrected. */
export interface Violation {
  /** Empty when no single place in the input is to blame. */
  readonly path: InputPath;
  readonly code: ViolationCode;
  /** A sentence that says what would be right. */
  readonly message: string;
  /** Of something missing: every place where it could be given, `path` being one of them. */
  readonly alternatives?: readonly InputPath[];
}
