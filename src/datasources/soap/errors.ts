import { textAt } from '../kit/values.js';
import type { ErrorTable } from '../provider-definition.js';

/** Soap's errors, `{error: "…"}`: API reference at docs.paywithsoap.com. */
export const errors: ErrorTable = {
  read(body) {
    const message = textAt(body, 'error');
    return message === undefined ? undefined : { message, fields: fieldsNamedIn(message) };
  },
  rules: [{ status: [422], message: /already been taken/i, kind: 'already-exists' }],
};

/** Messages such as "Email has already been taken" begin with the label of a field. */
const labels = ['Email', 'First name', 'Last name', 'Phone number', 'Date of birth'];
const nextLabel = new RegExp(`(?:, | and )(?=(?:${labels.join('|')})\\b)`, 'i');

/** The fields that the parts of a message begin with; none if any part begins otherwise, so that no part is lost. */
function fieldsNamedIn(message: string) {
  const parts = message.split(nextLabel).map((part) => {
    const label = labels.find((candidate) => new RegExp(`^${candidate}\\b`, 'i').test(part));
    return { label, message: part };
  });
  return parts.flatMap(({ label, message: part }) =>
    label === undefined || parts.some((other) => other.label === undefined)
      ? []
      : [{ name: label.toLowerCase().replaceAll(' ', '_'), message: part }],
  );
}
