import { textAt } from '../kit/values.js';
import type { ErrorTable } from '../provider-definition.js';

/** Soap's one error body, `{error: "…"}`, and what it means; from the API reference at docs.paywithsoap.com. */
export const errors: ErrorTable = {
  read(body) {
    const message = textAt(body, 'error');
    return message === undefined ? undefined : { message, fields: fieldsNamedIn(message) };
  },
  rules: [{ status: [422], message: /already been taken/i, kind: 'already-exists' }],
};

/** Labels with which messages such as "Email has already been taken" begin: the fields' names, written for people. */
const labels = ['Email', 'First name', 'Last name', 'Phone number', 'Date of birth'];
const nextLabel = new RegExp(`(?:, | and )(?=(?:${labels.join('|')})\\b)`, 'i');

/** The fields that a message's parts begin with; none when any part begins otherwise, lest it be lost. */
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
