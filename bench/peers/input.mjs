import { GraphQLError } from 'graphql';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';

const text = z.string().trim().min(1).max(255);

const phone = z.string().transform((value, context) => {
  const parsed = parsePhoneNumberFromString(value);
  if (parsed?.isValid()) {
    return { e164: parsed.number, countryCode: parsed.countryCallingCode, nationalNumber: parsed.nationalNumber };
  }
  context.addIssue({ code: 'custom', message: 'Not a phone number' });
  return z.NEVER;
});

const input = z.object({
  reference: text.nullish(),
  firstName: text,
  lastName: text,
  email: z.email().max(255),
  phone,
  company: text,
  address: z.object({ line1: text, city: text, state: text, postalCode: text, country: z.string().length(2) }),
  metadata: z.array(z.object({ key: text, value: z.string().max(1000) })).max(50),
  idempotencyKey: text.nullish(),
});

/**
 * The input of a mutation as a customer.
 *
 * @param {object} given
 * @throws GraphQLError when a field is wrong
 */
export function readInput(given) {
  const { success, data, error } = input.safeParse(given);
  if (success) return data;
  throw new GraphQLError('The input is not valid', {
    extensions: { code: 'BAD_USER_INPUT', violations: error.issues.map(({ path, message }) => ({ path, message })) },
  });
}
